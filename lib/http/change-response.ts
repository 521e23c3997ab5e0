import "server-only";
import { z } from "zod";

import { db } from "#db/index.ts";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import type { ProposedChange } from "#lib/runtime/adapt/proposed-definition.ts";

import { idOf, stateResponse } from "./execution-response.ts";
import { readBody } from "./route.ts";

/** The fields of every request for a change: the revision it was decided on, and whether to show the change only. */
export const changeRequest = {
  revision: z.int32().min(0),
  dryRun: z.boolean().default(false),
};

/**
 * Changes one's own run, or only says what the change would do. A request that was decided on another revision is
 * answered with the present state, one that cannot be done with every reason.
 */
export async function changeResponse<B extends { revision: number; dryRun: boolean }>(
  request: Request,
  { id: ownerId }: Viewer,
  id: string,
  body: z.ZodType<B>,
  changeOf: (asked: B) => ProposedChange,
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
