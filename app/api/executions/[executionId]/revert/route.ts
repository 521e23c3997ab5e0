import { z } from "zod";

import { changeRequest, changeResponse } from "#lib/http/change-response.ts";
import { route } from "#lib/http/route.ts";

const body = z.strictObject(changeRequest);

type Params = { params: Promise<{ executionId: string }> };

/** Reverts the latest change of one's own run, as long as nothing of it has started. */
export const POST = route(async (request, { params }: Params) => {
  const { executionId } = await params;
  return await changeResponse(request, executionId, body, () => ({ kind: "revert" }));
});
