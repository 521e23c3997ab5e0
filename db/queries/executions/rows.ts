import type { workflowStepExecutions } from "#db/schema/workflows.ts";
import type { Ending, ExecutionStatus, StepError } from "#lib/engine/state/state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

export type ExecutionRow = {
  id: string;
  definitionId: string;
  definitionPath: readonly string[];
  parentId: string | null;
  parentStep: string | null;
  userId: string;
  sessionId: string;
  status: ExecutionStatus;
  revision: number;
  context: { inputs: JsonObject; metadata: JsonObject };
  results: JsonObject | null;
  error: StepError | null;
  signals: Readonly<Record<string, readonly Json[]>>;
  /** The execution it was forked from, and how many events the two share. */
  forkedFromId: string | null;
  forkedFromRevision: number | null;
  deadlineAt: Date | null;
  ending: Ending | null;
  startedAt: Date;
  completedAt: Date | null;
  updatedAt: Date;
};

export type StepRow = typeof workflowStepExecutions.$inferSelect;

/** A piece of the text that an attempt is writing. */
export type StepText = { id: number; stepId: string; token: string; start: number; text: string };
