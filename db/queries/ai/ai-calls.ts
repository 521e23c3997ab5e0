import { and, eq, gte, isNull, ne, sql } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { aiCalls, type AiOutcome } from "#db/schema/ai.ts";
import { transaction } from "#db/transaction.ts";

export type NewAiCall = {
  ownerId: string;
  executionId: string | null;
  stepId: string | null;
  kind: "ai" | "rules";
  model: string;
  repairOf: string | null;
  now: Date;
};

export type AiCallEnd = {
  outcome: Exclude<AiOutcome, "started">;
  errorCode: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  firstTextMs: number | null;
  ms: number;
};

/**
 * Records that a call starts, unless its owner has used `dailyLimit` requests since 00:00 UTC. Then it returns `null`.
 * Of calls that start at the same moment no more than the limit pass. Texts by rules, repairs and requests that the
 * service did not answer are not counted.
 */
export async function startAiCall(
  db: Database,
  { dailyLimit, now, ...call }: NewAiCall & { dailyLimit: number },
): Promise<string | null> {
  return await transaction(db, async (tx) => {
    if (call.kind === "ai" && call.repairOf === null) {
      await tx.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`ai:${call.ownerId}`}, 0))`,
      );
      if ((await countAiRequests(tx, { ownerId: call.ownerId, now })) >= dailyLimit) return null;
    }
    const [started] = await tx
      .insert(aiCalls)
      .values({ ...call, createdAt: now })
      .returning({ id: aiCalls.id });
    return started?.id ?? null;
  });
}

/** Records how a call ended. */
export async function endAiCall(db: Database, id: string, end: AiCallEnd): Promise<void> {
  await db.update(aiCalls).set(end).where(eq(aiCalls.id, id));
}

/** How many of their daily requests a person has used since 00:00 UTC. */
export async function countAiRequests(
  db: Database,
  { now, ownerId }: { ownerId: string; now: Date },
): Promise<number> {
  const midnight = new Date(now);
  midnight.setUTCHours(0, 0, 0, 0);
  return await db.$count(
    aiCalls,
    and(
      eq(aiCalls.ownerId, ownerId),
      eq(aiCalls.kind, "ai"),
      isNull(aiCalls.repairOf),
      ne(aiCalls.outcome, "unavailable"),
      gte(aiCalls.createdAt, midnight),
    ),
  );
}
