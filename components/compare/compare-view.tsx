import Link from "next/link";
import type { ReactNode } from "react";

import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { counted } from "#components/format/dates.ts";
import { Column, PageHead, Section } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Acts } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import type { Comparison } from "#lib/runtime/compare/runs.ts";

import { type AnswerPair, comparisonSentence } from "./compare-text.ts";
import { MeasuresTable } from "./measures-table.tsx";
import { RunMark } from "./run-mark.tsx";
import { DifferencesTable, StepsTable } from "./steps-table.tsx";
import { WeightsTable } from "./weights-table.tsx";

/** One of the two runs, as the head of the page shows it. */
export type ComparedRun = {
  reference: string;
  href: string;
  /** "saved", "what if", "needs you" */
  what: string;
  /** "22 November 14:02" */
  when: string;
};

/** The two possible choices, and their actions. */
type Chosen = {
  action: Action;
  useB: Readonly<Record<string, string>>;
  keepA: Readonly<Record<string, string>>;
  note: string;
};

/** Two runs of one workflow side by side, and the choice between them. */
export function CompareView({
  a,
  b,
  backHref,
  answers,
  comparison,
  choice,
  csvHref,
}: {
  a: ComparedRun;
  b: ComparedRun;
  backHref: string;
  answers: readonly AnswerPair[];
  comparison: Comparison;
  choice: Chosen;
  csvHref: string;
}) {
  const { portfolio } = comparison;
  return (
    <Column width="report">
      <BackLink href={backHref}>History</BackLink>
      <div className="mt-2">
        <PageHead title="Compare two runs">
          <p className="text-lead">{comparisonSentence(comparison, answers)}</p>
        </PageHead>
      </div>
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
        <RunBox mark="a" run={a} of={answers.map((pair) => [pair.title, pair.a])} />
        <RunBox mark="b" run={b} of={answers.map((pair) => [pair.title, pair.b])} />
      </div>
      <Section title="What differs in the answers">
        <Answers answers={answers} comparison={comparison} />
      </Section>
      <Results comparison={comparison} />
      <Section title="Steps that differ">
        <Steps comparison={comparison} />
      </Section>
      <Choice choice={choice} csvHref={csvHref} />
      {portfolio && (
        <p className="text-small text-ink-3 mt-8">
          A range of possible outcomes, not a forecast. 1 in 10 simulated outcomes was below the
          lower line.
        </p>
      )}
    </Column>
  );
}

function RunBox({
  mark,
  run,
  of,
}: {
  mark: "a" | "b";
  run: ComparedRun;
  of: readonly (readonly [string, string])[];
}) {
  const [first] = of.length === 1 ? of : [];
  return (
    <div className="border-line border-t-2 pt-3">
      <p className="text-small text-ink-3">
        <RunMark of={mark} />
        {mark.toUpperCase()}, {run.what}
      </p>
      <h2 className="small-title">
        <Link href={run.href}>{run.reference}</Link>
      </h2>
      <p className="text-small text-ink-2">
        {run.when}
        {first && `, ${first[0]}: ${first[1]}`}
      </p>
    </div>
  );
}

function Answers({
  answers,
  comparison: { sameAnswers, portfolio },
}: {
  answers: readonly AnswerPair[];
  comparison: Comparison;
}) {
  return (
    <>
      {answers.length === 0 ? (
        <p>All answers are the same.</p>
      ) : (
        <DataTable
          caption="Answers that differ"
          hideCaption
          columns={[{ name: "Answer" }, { name: "A" }, { name: "B" }]}
          rows={answers.map(({ key, title, a, b }) => ({ key, head: title, cells: [a, b] }))}
        />
      )}
      <p className="text-small text-ink-3 mt-2">
        {sameAnswers > 0 && answers.length > 0 && othersText(sameAnswers)}{" "}
        {portfolio && assumptionsText(portfolio.assumptions)}
      </p>
    </>
  );
}

function othersText(same: number): string {
  return `${counted(same, "other answer")} ${same === 1 ? "is" : "are"} the same.`;
}

function assumptionsText({ a, b }: { a: string; b: string }): string {
  return a === b ? `Both rest on ${a}.` : `A rests on ${a}, B on ${b}.`;
}

/** In full where the steps are all there is to see. Folded away under the results otherwise. */
function Steps({ comparison }: { comparison: Comparison }): ReactNode {
  const { steps, sameSteps, portfolio } = comparison;
  if (steps.length === 0) return <p>All {counted(sameSteps, "step")} came out the same.</p>;
  const rest = sameSteps > 0 && (
    <p className="text-small text-ink-3 mt-2">
      {counted(sameSteps, "other step")} came out the same.
    </p>
  );
  if (!portfolio) {
    return (
      <>
        <StepsTable steps={steps} />
        {rest}
      </>
    );
  }
  return (
    <>
      <Disclosure summary={counted(steps.length, "step")}>
        <StepsTable steps={steps} />
      </Disclosure>
      {rest}
    </>
  );
}

/** The results of the runs: the plans where both have one, else every difference. */
function Results({ comparison: { portfolio, outputs } }: { comparison: Comparison }) {
  if (portfolio) {
    return (
      <>
        <Section title="What it changes">
          <MeasuresTable portfolio={portfolio} />
        </Section>
        <Section title="Weights">
          <WeightsTable weights={portfolio.weights} />
        </Section>
      </>
    );
  }
  if (outputs.length === 0) return null;
  return (
    <Section title="Results that differ">
      <DifferencesTable caption="Results that differ" differences={outputs} />
    </Section>
  );
}

function Choice({ choice, csvHref }: { choice: Chosen; csvHref: string }) {
  return (
    <>
      <Acts className="items-start">
        <ActionForm
          action={choice.action}
          hidden={choice.useB}
          look="primary"
          label="Use B instead"
        />
        <ActionForm action={choice.action} hidden={choice.keepA} label="Keep A" />
        <a href={csvHref} className="ml-auto self-center max-sm:ml-0">
          Download CSV
        </a>
      </Acts>
      <p className="text-small text-ink-2 mt-3">{choice.note}</p>
    </>
  );
}
