import type { Database } from "#db/client.ts";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { takesAnswers } from "#lib/engine/state/state.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { idempotentRequest } from "#lib/runtime/commands/idempotency.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";
import { accepted, checkedAnswers } from "#lib/runtime/forms/checked-answers.ts";
import { listForm } from "#lib/runtime/forms/open-list-form.ts";
import { acceptAnswer, formOf } from "#lib/runtime/forms/step-form.ts";

import { type ExecutionView, viewOf } from "./execution-view.ts";

type Submission = {
  executionId: string;
  ownerId: string;
  /** The address of the step, or of one of its parts. */
  stepId: string;
  /** The revision of the execution or of the step that the answer was based on. */
  revision: number;
  data: unknown;
  idempotencyKey: string | null;
  /** Whether to change the answer of a settled step. */
  replace?: boolean;
};

/**
 * Records a person's answer to a step and continues the execution, or changes nothing. An answer that does not satisfy
 * the step's form throws `AppError` with a sentence per field. One that comes too late is a rejection with the current
 * state.
 */
export async function submitStep(
  db: Database,
  submission: Submission,
): Promise<Outcome<ExecutionView>> {
  const { executionId, ownerId, stepId, revision, data, idempotencyKey: key } = submission;
  return await runCommand(db, {
    executionId,
    ownerId,
    actor: { kind: "person", id: ownerId },
    request: idempotentRequest({
      ownerId,
      scope: `${executionId}/${stepId}`,
      key,
      request: { revision, data, replace: submission.replace ?? false },
    }),
    command: (work) => commandFor(work, submission),
    view: viewOf,
  });
}

function commandFor(work: WorkingState, { stepId, revision, data, replace }: Submission): Command {
  const task = taskAt(work, stepId);
  const state = task && stateOf(work, task);
  const type = replace && state?.status === "completed" ? "replace" : "submit";
  const stale: Command = { type, step: stepId, revision, result: { output: {} } };
  if (!state || state.revision > revision) return stale;
  const { step } = task;
  if (task.part === null && takesInstances(work, step)) {
    checkedAnswers(listForm, data);
    return { type: "closeInstances", step: stepId, revision };
  }
  if (type === "submit" && !takesAnswers(state)) return stale;
  const form = formOf(step, state);
  if (!form) return stale;
  const answers = checkedAnswers(form.schema, data);
  if (state.waitingFor === "failure" && answers["action"] !== "write") {
    return afterFailure(answers["action"], { step: stepId, revision });
  }
  const result = accepted(() => acceptAnswer(step, state, answers));
  return result ? { type, step: stepId, revision, result } : stale;
}

function afterFailure(action: unknown, on: { step: string; revision: number }): Command {
  if (action === "retry") return { type: "retryStep", ...on };
  return { type: "skipStep", ...on, reason: "A person skipped it" };
}
