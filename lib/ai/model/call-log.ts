import type { Database } from "#db/client.ts";
import { type AiCallEnd, endAiCall, startAiCall } from "#db/queries/ai/ai-calls.ts";
import { StepFailure } from "#lib/step-failure.ts";

/** How many AI requests a person has per day. */
const dailyRequests = 20;

/** Records every call of a language model. A call over the daily limit is refused. */
export type CallLog = {
  start(call: { kind: "ai" | "rules"; model: string; repairOf: string | null }): Promise<string>;
  end(id: string, end: AiCallEnd): Promise<void>;
};

/** The log in the database, for calls made on a person's behalf. */
export function callLog(
  db: Database,
  on: { ownerId: string; executionId: string | null; stepId: string | null; now: Date },
): CallLog {
  return {
    async start(call) {
      const id = await startAiCall(db, { ...on, ...call, dailyLimit: dailyRequests });
      if (id !== null) return id;
      throw new StepFailure(
        "rate_limited",
        `You have used today's ${dailyRequests} AI requests. They reset at 00:00 UTC. Other steps still work.`,
        { retryAfterMs: untilMidnight(on.now) },
      );
    },
    end: async (id, end) => await endAiCall(db, id, end),
  };
}

function untilMidnight(now: Date): number {
  return new Date(now).setUTCHours(24, 0, 0, 0) - now.getTime();
}
