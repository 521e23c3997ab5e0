import { z } from "zod";

import { db } from "#db/index.ts";
import { listTemplates } from "#db/queries/definitions/definitions.ts";
import { readQuery, route } from "#lib/http/route.ts";

const query = z.object({ category: z.string().max(100).optional() });

/** The templates anyone may start from. */
export const GET = route("templates.read", async (request) => {
  const { category } = readQuery(request, query);
  const templates = await listTemplates(db, category === undefined ? {} : { category });
  return Response.json({
    templates: templates.map(({ template, ...listed }) =>
      Object.assign(listed, { estimatedMinutes: template["estimatedMinutes"] ?? null }),
    ),
  });
});
