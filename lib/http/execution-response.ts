import "server-only";
import { z } from "zod";

import { AppError, statusOf } from "#lib/errors.ts";
import { toProblem } from "#lib/problem.ts";
import { type Outcome, rejected } from "#lib/runtime/commands/run-command.ts";
import type { ExecutionView } from "#lib/runtime/executions/execution-view.ts";

/** The id in a path. Text that cannot be an id names no execution. */
export function idOf(text: string): string {
  const id = z.uuid().safeParse(text);
  if (!id.success) throw new AppError("not_found", "There is no such run.");
  return id.data;
}

/** The state after a command. A command that came too late is answered with the problem and the present state. */
export function stateResponse(outcome: Outcome<ExecutionView>): Response {
  if (outcome.ok) return Response.json(outcome.value);
  const problem = toProblem(rejected(outcome.rejection));
  return Response.json({ ...outcome.value, ...problem }, { status: statusOf(problem) });
}
