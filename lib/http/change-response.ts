import "server-only";
import { z } from "zod";

import { db } from "#db/index.ts";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import type { Change } from "#lib/runtime/adapt/proposed-definition.ts";

import { idOf, stateResponse } from "./execution-response.ts";
import { readBody } from "./route.ts";

/** What every request for a change names: the state it was decided on, and whether to show the change only. */
export const changeRequest = {
  revision: z.int().min(0),
  dryRun: z.boolean().default(false),
};

/**
 * Makes a change to one's own run, or only says what it would come to. One that was decided on another state of the run
 * is answered with the state as it is now; one that cannot be made, with every reason.
 */
export async function changeResponse<B extends { revision: number; dryRun: boolean }>(
  request: Request,
  { id: ownerId }: Viewer,
  id: string,
  body: z.ZodType<B>,
  changeOf: (asked: B) => Change,
): Promise<Response> {
  const executionId = idOf(id);
  const asked = await readBody(request, body);
  const change = changeOf(asked);
  if (!asked.dryRun) {
    const { revision } = asked;
    return stateResponse(await changeRun(db, { executionId, ownerId, revision, change }));
  }
  const proposal = await proposeChange(db, { executionId, ownerId, change });
  return Response.json({ ok: proposal.problems.length === 0, ...proposal });
}
