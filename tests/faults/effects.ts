import { serve } from "#tests/support/http-server.ts";

import { callerHeader } from "./named-calls.ts";

/** A call from outside for one step of one run, and which process made it. */
export type Effect = { run: string; step: string; process: string };

/**
 * A server that records its callers: what steps really did, whatever the database says they did. It may refuse the
 * first calls of every step.
 */
export async function startEffects({ refuseFirst = 0 } = {}): Promise<{
  host: string;
  effects: Effect[];
}> {
  const effects: Effect[] = [];
  const { host } = await serve(({ url, headers }, response) => {
    const { searchParams } = new URL(url ?? "", "http://localhost");
    const [run = "", step = ""] = [searchParams.get("run"), searchParams.get("step")].map(String);
    const earlier = effects.filter((e) => e.run === run && e.step === step).length;
    effects.push({ run, step, process: String(headers[callerHeader]) });
    if (earlier < refuseFirst) response.statusCode = 503;
    // Long enough that many a process is killed while its call is under way.
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end('{"done": true}');
    }, 20);
  });
  return { host, effects };
}
