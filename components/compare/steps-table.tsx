import { Disclosure } from "#components/ui/disclosure.tsx";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import { StepState, type StepStateName } from "#components/ui/lists/step-state.tsx";
import type { StepStatus } from "#lib/engine/state/state.ts";
import type { Difference } from "#lib/runtime/compare/differences.ts";
import type { StepDifference } from "#lib/runtime/compare/runs.ts";

import { valueText } from "./compare-text.ts";

const states: Readonly<Record<StepStatus, StepStateName>> = {
  pending: "pending",
  ready: "ready",
  running: "running",
  waiting: "needsYou",
  completed: "completed",
  skipped: "skipped",
  failed: "failed",
  cancelled: "cancelled",
};

/** The steps that came out differently: how each ended, and where their values differ. */
export function StepsTable({ steps }: { steps: readonly StepDifference[] }) {
  return (
    <DataTable
      caption="Steps that differ"
      hideCaption
      columns={[{ name: "Step" }, { name: "A" }, { name: "B" }]}
      rows={steps.map((step) => ({
        key: step.stepId,
        head: (
          <>
            {step.name}
            {step.values.length > 0 && <Values name={step.name} values={step.values} />}
          </>
        ),
        cells: [<End key="a" end={step.a} />, <End key="b" end={step.b} />],
      }))}
    />
  );
}

function End({ end }: { end: StepDifference["a"] }) {
  if (!end) return "No such step";
  return (
    <>
      <StepState state={states[end.status]} plain />
      {end.outcome !== null && <span className="text-meta text-ink-3 block">{end.outcome}</span>}
    </>
  );
}

function Values({ name, values }: { name: string; values: readonly Difference[] }) {
  return (
    <Disclosure summary="Values that differ" ruled={false} className="mt-1">
      <DifferencesTable caption={`Values of ${name} that differ`} differences={values} />
    </Disclosure>
  );
}

/** Values that differ, each with its path. */
export function DifferencesTable({
  caption,
  differences,
}: {
  caption: string;
  differences: readonly Difference[];
}) {
  return (
    <DataTable
      caption={caption}
      hideCaption
      columns={[{ name: "Value" }, { name: "A" }, { name: "B" }]}
      rows={differences.map(({ path, a, b }) => ({
        key: path.join("."),
        head: path.length === 0 ? "Result" : path.join(" "),
        cells: [valueText(a), valueText(b)],
      }))}
    />
  );
}
