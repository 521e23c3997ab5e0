import type { Metadata } from "next";
import Link from "next/link";

import { type Clock, shortDayText } from "#components/format/dates.ts";
import { percent } from "#components/format/numbers.ts";
import { runReference } from "#components/format/run-reference.ts";
import { Split } from "#components/layout/page.tsx";
import { Resume } from "#components/run/list/resume.tsx";
import { runPath } from "#components/run/paths.ts";
import { StarterRows } from "#components/templates/starter-rows.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import { Time } from "#components/ui/time.tsx";
import { db } from "#db/index.ts";
import { listTemplates } from "#db/queries/definitions/definitions.ts";
import { type ListedRun, listRuns } from "#db/queries/executions/list-runs.ts";
import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import type { PortfolioSummary } from "#db/queries/portfolios/portfolios.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { viewerClock } from "../../viewer-clock.ts";
import { minutesLeft, sortRuns, suggestions } from "./home-view.ts";

export const metadata: Metadata = { title: "Home" };

const open = ["pending", "running", "paused"] as const;
const heading = "group-heading";

export default async function HomePage() {
  const viewer = await viewerAt("/home");
  const ownerId = viewer.id;
  const [runs, ended, templates, results] = await Promise.all([
    listRuns(db, { ownerId, statuses: open, limit: 20 }),
    listRuns(db, { ownerId, statuses: ["completed"], limit: 20 }),
    listTemplates(db),
    listPortfolios(db, { ownerId, limit: 4 }),
  ]);
  const clock = await viewerClock();
  const { toContinue, needYou } = sortRuns(runs);
  const suggested = suggestions(templates, [...runs, ...ended], ended);
  const isNew = runs.length === 0 && ended.length === 0;
  if (isNew) return <Empty starters={suggested} />;
  const [first, ...others] = toContinue;
  return (
    <>
      <h1 tabIndex={-1} className="sr-only">
        Home
      </h1>
      <Split aside={suggested.length > 0 ? <Suggested starters={suggested} /> : null}>
        <div className="space-y-12">
          {first && (
            <section aria-labelledby="continue">
              <h2 id="continue">Continue where you left off</h2>
              <Resume run={first} minutes={minutesLeft(first, templates)} clock={clock} />
              <OtherRuns
                runs={others}
                minutes={(run) => minutesLeft(run, templates)}
                clock={clock}
              />
            </section>
          )}
          {needYou.length > 0 && <NeedsYou runs={needYou} />}
          {results.length > 0 && <Results results={results} clock={clock} />}
        </div>
      </Split>
    </>
  );
}

function Empty({ starters }: { starters: ReturnType<typeof suggestions> }) {
  return (
    <>
      <h1 tabIndex={-1}>Home</h1>
      <h2 className="mt-8">No runs yet</h2>
      <p className="text-ink-2 mt-2 mb-4">Start with one of these.</p>
      <div className="max-w-list">
        <StarterRows starters={starters} />
      </div>
      <p className="mt-6">
        <Link href="/templates">All templates</Link>
      </p>
    </>
  );
}

function OtherRuns({
  runs,
  minutes,
  clock,
}: {
  runs: readonly ListedRun[];
  minutes: (run: ListedRun) => number | null;
  clock: Clock;
}) {
  if (runs.length === 0) return null;
  return (
    <TaskList className="mt-4">
      {runs.map((run) => {
        const left = minutes(run);
        const parts = [
          `${run.next ? `Next: ${run.next.name}. ` : ""}${shortDayText(run.updatedAt, clock)}`,
          ...(left === null ? [] : [`about ${left} minutes left`]),
        ];
        return (
          <Task
            key={run.id}
            name={run.name}
            hint={parts.join(", ")}
            href={runPath(run.id)}
            state={<StepState state={run.status === "paused" ? "paused" : "ready"} />}
          />
        );
      })}
    </TaskList>
  );
}

function NeedsYou({ runs }: { runs: readonly ListedRun[] }) {
  return (
    <section aria-labelledby="needs-you">
      <h2 id="needs-you">Needs you</h2>
      <TaskList className="mt-3">
        {runs.map(({ id, name, next }) => {
          const failed = next?.waitingFor === "failure";
          const problem = next?.problem ?? "This step did not work.";
          return (
            <Task
              key={id}
              name={failed ? problem : `Use or edit: ${next?.name ?? name}`}
              hint={failed ? `${name}. Your earlier steps are safe` : name}
              href={runPath(id)}
              state={<StepState state={failed ? "failed" : "needsYou"} />}
            />
          );
        })}
      </TaskList>
    </section>
  );
}

function Results({ results, clock }: { results: readonly PortfolioSummary[]; clock: Clock }) {
  return (
    <section aria-labelledby="results">
      <h2 id="results">Recent results</h2>
      <TaskList className="mt-3">
        {results.map(({ id, name, volatility, executionId, updatedAt }) => (
          <Task
            key={id}
            name={name}
            hint={`Volatility ${percent(volatility)} a year. ${runReference(executionId)}`}
            href={`/portfolios/${id}`}
            state={
              <Time at={updatedAt} className="text-small text-ink-3 whitespace-nowrap">
                {shortDayText(updatedAt, clock)}
              </Time>
            }
          />
        ))}
      </TaskList>
    </section>
  );
}

function Suggested({ starters }: { starters: ReturnType<typeof suggestions> }) {
  return (
    <aside aria-labelledby={heading}>
      <h2 id={heading} className="text-lead">
        Suggested
      </h2>
      <div className="mt-3">
        <StarterRows starters={starters} />
      </div>
    </aside>
  );
}
