import { onShutdown } from "#lib/shutdown.ts";

import {
  type AnswerOf,
  calculateHere,
  type CalculationName,
  type InputOf,
  needsThread,
} from "./calculations.ts";
import { ThreadPool } from "./thread-pool.ts";

/** One calculation fills a processor, and the web server needs one too. */
const mostThreads = 2;

/** Kept on the process, because the application is bundled in parts that share no modules. */
const kept = globalThis as typeof globalThis & { workflowsThreads?: ThreadPool };

/**
 * Runs a calculation without blocking anyone: on a thread if it is a large one, else here. Both give the same figures
 * to the last bit. Rejects as `ThreadPool.run` does.
 */
export async function calculate<N extends CalculationName>(
  name: N,
  input: InputOf<N>,
  signal: AbortSignal,
): Promise<AnswerOf<N>> {
  signal.throwIfAborted();
  const answer = needsThread(name, input)
    ? await threads().run({ name, input }, signal)
    : await calculateHere(name, input);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the function of that name gave it
  return answer as AnswerOf<N>;
}

function threads(): ThreadPool {
  if (!kept.workflowsThreads) {
    const pool = new ThreadPool(mostThreads);
    kept.workflowsThreads = pool;
    onShutdown(() => pool.close());
  }
  return kept.workflowsThreads;
}
