import { serve } from "#tests/support/http-server.ts";

/** What came in from outside for one step of one run. */
type Effect = { run: string; step: string; at: number };

/** A server that notes whoever calls it and when: what steps really did, whatever the database says they did. */
export async function startEffects(): Promise<{ host: string; effects: Effect[] }> {
  const effects: Effect[] = [];
  const { host } = await serve(({ url }, response) => {
    const { searchParams } = new URL(url ?? "", "http://localhost");
    const run = searchParams.get("run") ?? "";
    effects.push({ run, step: searchParams.get("step") ?? "", at: Date.now() });
    // Long enough that many a process is killed while its call is under way.
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end('{"done": true}');
    }, 20);
  });
  return { host, effects };
}
