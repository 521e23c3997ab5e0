import { db } from "#db/index.ts";
import { optimizeAndExplain } from "#lib/ai/optimize-and-explain.ts";
import { optimizeRequest } from "#lib/ai/optimize-request.ts";
import { viewerOfRequest } from "#lib/auth/bearer.ts";
import { limits, spend } from "#lib/auth/limits.ts";
import { readBody, route } from "#lib/http/route.ts";

/** Chooses weights within some limits by the solver, without a run, and explains them. */
export const POST = route(async (request) => {
  const { id: ownerId } = await viewerOfRequest(request);
  const asked = await readBody(request, optimizeRequest);
  await spend(db, limits.solveByPerson, ownerId);
  const asker = { ownerId, now: new Date(), signal: request.signal };
  return Response.json(await optimizeAndExplain(db, asked, asker));
});
