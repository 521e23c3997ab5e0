/** Kept on the process, because the bundled application and the script that serves it share no modules. */
const kept = globalThis as typeof globalThis & { workflowsShutdown?: (() => Promise<void>)[] };

/** Runs `work` when the server stops, after its last answer. */
export function onShutdown(work: () => Promise<void>): void {
  (kept.workflowsShutdown ??= []).push(work);
}

/** Runs all of it. A failure does not keep the rest from running. */
export async function shutDown(): Promise<void> {
  const works = kept.workflowsShutdown ?? [];
  kept.workflowsShutdown = [];
  await Promise.allSettled(works.map((work) => work()));
}
