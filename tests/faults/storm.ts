import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished } from "vitest";

import { connect } from "#db/client.ts";
import { type Random, seededRandom } from "#lib/finance/outlook/random.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { noteDeliveries } from "./deliveries.ts";
import { startEffects } from "./effects.ts";
import { expectSound } from "./expect-sound.ts";
import { ServerProcess } from "./process.ts";
import { expectCalledWhileUnderWay, steps, walk } from "./walk.ts";

/** How many people work on their runs at the same time. */
const people = 24;
/**
 * Takes many runs to their end while one after another of three processes, each web server and worker in one, is killed
 * at a random moment and started again. Then checks that nothing was lost, duplicated or left over. Returns how many
 * runs are stored.
 */
export async function storm({ runs, seed }: { runs: number; seed: number }): Promise<number> {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await noteDeliveries(db);
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const { host, effects } = await startEffects();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps(host), { inputs: { run: { type: "text" } } });
  const env = { DATABASE_URL: url, HTTP_ALLOW: host };
  const servers = await Promise.all([1, 2, 3].map(() => ServerProcess.start(env)));
  const killer = new Killer(servers, seededRandom(seed));
  const ids: string[] = [];
  const numbers = Array.from({ length: runs }, (_, i) => String(i)).values();
  const acted = () => killer.acted();
  const person = async (): Promise<void> => {
    for (const number of numbers) {
      if (ids.length % 100 === 99)
        console.info(`seed ${seed}: ${ids.length + 1} runs under way or over`);
      ids.push(await walk({ hub, servers, acted, ownerId, workflowId }, number));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: people }, person));
  await killer.rest();
  const seconds = Math.round((performance.now() - begun) / 1_000);
  const { kills } = killer;
  console.info(`seed ${seed}: ${runs} runs, ${kills} kills, ${effects.length} calls, ${seconds} s`);
  expect(new Set(ids).size).toBe(runs);
  expect(kills).toBeGreaterThan(runs / 50);
  await expectCalledWhileUnderWay(db, runs, effects);
  return await expectSound(db);
}

/**
 * Kills one process after another, each a random number of commands after the last one was up again, and a little later
 * still.
 */
class Killer {
  kills = 0;
  #busy = false;
  readonly #servers: readonly ServerProcess[];
  readonly #random: Random;
  #left: number;
  #killing: Promise<void> = Promise.resolve();

  constructor(servers: readonly ServerProcess[], random: Random) {
    this.#servers = servers;
    this.#random = random;
    this.#left = this.#next();
  }

  acted(): void {
    if (this.#busy) return;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#left = this.#next();
    this.#busy = true;
    this.#killing = this.#kill();
  }

  async #kill(): Promise<void> {
    const server = this.#servers[this.#random.below(this.#servers.length)]!;
    await pause(this.#random.below(200));
    await server.kill();
    this.kills += 1;
    await server.up();
    this.#busy = false;
  }

  async rest(): Promise<void> {
    await this.#killing;
  }

  #next(): number {
    return 1 + this.#random.below(60);
  }
}
