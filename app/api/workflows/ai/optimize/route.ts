import { db } from "#db/index.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import { readBody, route } from "#lib/http/route.ts";
import { optimizeAndExplain } from "#lib/portfolio/optimize-and-explain.ts";
import { optimizeRequest } from "#lib/portfolio/optimize-request.ts";

/** Chooses weights within some limits by the solver, without a run, and explains them. */
export const POST = route("ai.ask", async (request, { id: ownerId }) => {
  const asked = await readBody(request, optimizeRequest);
  await consume(db, limits.solveByPerson, ownerId);
  const asker = { ownerId, now: new Date(), signal: request.signal };
  return Response.json(await optimizeAndExplain(db, asked, asker));
});
