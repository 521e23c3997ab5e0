import { z } from "zod";

import { changeRequest, changeResponse } from "#lib/http/change-response.ts";
import { route } from "#lib/http/route.ts";

const body = z.strictObject(changeRequest);

type Params = { params: Promise<{ executionId: string }> };

/** Undoes the latest change of one's own run, as long as nothing of it has started. */
export const POST = route("runs.acceptChange", async (request, viewer, { params }: Params) => {
  const { executionId } = await params;
  return await changeResponse(request, viewer, executionId, body, () => ({ kind: "revert" }));
});
