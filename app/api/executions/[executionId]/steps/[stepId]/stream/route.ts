import { db } from "#db/index.ts";
import { uiMessageResponse } from "#lib/ai/explain/ui-message-stream.ts";
import { whileInForce } from "#lib/auth/access/while-in-force.ts";
import { AppError } from "#lib/errors.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { loadRun, stepOf } from "#lib/runtime/store/load-run.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";
import { tailText } from "#lib/runtime/streams/tail-text.ts";

type Params = { params: Promise<{ executionId: string; stepId: string }> };

/** The text of a step as an AI SDK client reads it: all that is stored, then what is still being written. */
export const GET = route("runs.read", async (request, viewer, { params }: Params) => {
  const path = await params;
  const executionId = idOf(path.executionId);
  const { stepId } = path;
  const run = await loadRun(db, { executionId, ownerId: viewer.id });
  if (!run) throw new AppError("not_found", "There is no such run.");
  const found = stepOf(run, stepId);
  if (!found) throw new AppError("not_found", `This run has no step "${stepId}".`);
  const { config, operation } = found.step;
  const writes = Object.values(operation.outputs(config)).some(
    ({ type }) => type === "explanation",
  );
  if (!writes) throw new AppError("not_found", `The step "${stepId}" writes no text.`);
  const items = await whileInForce(db, request, viewer.id, (signal) =>
    tailText(db, notificationHubOf(db), { executionId, stepId, signal }),
  );
  return uiMessageResponse(stepId, items);
});
