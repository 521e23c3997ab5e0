import { z } from "zod";

import { patch } from "#lib/engine/patch/patch.ts";
import { changeRequest, changeResponse } from "#lib/http/change-response.ts";
import { route } from "#lib/http/route.ts";

const body = z.strictObject({ ...changeRequest, patch });

type Params = { params: Promise<{ executionId: string }> };

/** Changes what one's own run has yet to do. */
export const POST = route("runs.writeChange", async (request, viewer, { params }: Params) => {
  const { executionId } = await params;
  return await changeResponse(request, viewer, executionId, body, (asked) => ({
    kind: "patch",
    patch: asked.patch,
  }));
});
