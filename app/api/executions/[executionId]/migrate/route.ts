import { z } from "zod";

import { changeRequest, changeResponse } from "#lib/http/change-response.ts";
import { route } from "#lib/http/route.ts";

const body = z.strictObject({
  ...changeRequest,
  /** The newest, if none is named. */
  version: z.string().min(1).max(20).optional(),
});

type Params = { params: Promise<{ executionId: string }> };

/** Moves one's own run to a newer version of its workflow. */
export const POST = route("runs.acceptChange", async (request, viewer, { params }: Params) => {
  const { executionId } = await params;
  return await changeResponse(request, viewer, executionId, body, ({ version }) => ({
    kind: "migrate",
    version,
  }));
});
