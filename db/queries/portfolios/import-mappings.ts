import { and, desc, eq, notInArray } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { importMappings } from "#db/schema/portfolios.ts";

/** More kinds of files than one person has brokers. */
const mostMappings = 50;

/** The headings of one kind of file, as one person knows it. */
type Kind = { ownerId: string; headings: string };

/** What a person said last that the columns under these headings hold; `null` where they never did. */
export async function getImportMapping(
  db: Database,
  { ownerId, headings }: Kind,
): Promise<Record<string, string> | null> {
  const [row] = await db
    .select({ columns: importMappings.columns })
    .from(importMappings)
    .where(and(eq(importMappings.ownerId, ownerId), eq(importMappings.headings, headings)))
    .orderBy(desc(importMappings.createdAt), desc(importMappings.id))
    .limit(1);
  return row?.columns ?? null;
}

/** Remembers what columns hold in the place of what was said before; a person's oldest ones are forgotten. */
export async function saveImportMapping(
  db: Database,
  { columns, now, ...kind }: Kind & { columns: Record<string, string>; now: Date },
): Promise<void> {
  const { ownerId, headings } = kind;
  await db
    .delete(importMappings)
    .where(and(eq(importMappings.ownerId, ownerId), eq(importMappings.headings, headings)));
  await db.insert(importMappings).values({ ...kind, columns, createdAt: now });
  const kept = db
    .select({ id: importMappings.id })
    .from(importMappings)
    .where(eq(importMappings.ownerId, ownerId))
    .orderBy(desc(importMappings.createdAt), desc(importMappings.id))
    .limit(mostMappings);
  await db
    .delete(importMappings)
    .where(and(eq(importMappings.ownerId, ownerId), notInArray(importMappings.id, kept)));
}
