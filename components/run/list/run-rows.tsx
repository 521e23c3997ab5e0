import { type Clock, dayText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import type { ExecutionStatus } from "#lib/engine/state/state.ts";

import { runPath } from "../paths.ts";
import { runState } from "./run-state.ts";

export type RunRow = {
  id: string;
  name: string;
  status: ExecutionStatus;
  stepCount: number;
  completedSteps: number;
  next: { name: string } | null;
  portfolioId: string | null;
  forkedFromId: string | null;
  updatedAt: Date;
};

/** Runs as rows: what comes next, when something last happened, and their state. */
export function RunRows({
  runs,
  clock,
  className = "",
}: {
  runs: readonly RunRow[];
  clock: Clock;
  className?: string;
}) {
  return (
    <TaskList className={className}>
      {runs.map((run) => (
        <Task
          key={run.id}
          name={run.name}
          hint={hintOf(run, clock)}
          href={runPath(run.id)}
          state={<StepState state={runState(run.status, run.next !== null)} />}
        />
      ))}
    </TaskList>
  );
}

function hintOf(
  { id, status, next, completedSteps, stepCount, forkedFromId, updatedAt }: RunRow,
  clock: Clock,
): string {
  const open = status === "running" && next !== null;
  const where = open ? `Next: ${next.name}` : `${completedSteps} of ${stepCount} completed`;
  const whatIf = forkedFromId === null ? "" : `, a what-if of ${runReference(forkedFromId)}`;
  return `${where}. ${dayText(updatedAt, clock)}. ${runReference(id)}${whatIf}`;
}
