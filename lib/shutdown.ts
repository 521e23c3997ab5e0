/** Kept on the process, because the bundled application and the script that serves it share nothing else. */
const kept = globalThis as typeof globalThis & { workflowsShutdown?: (() => Promise<void>)[] };

/** Has `work` done when the server stops, after its last answer. */
export function onShutdown(work: () => Promise<void>): void {
  (kept.workflowsShutdown ??= []).push(work);
}

/** Does it all; what fails does not keep the rest from being done. */
export async function shutDown(): Promise<void> {
  const works = kept.workflowsShutdown ?? [];
  kept.workflowsShutdown = [];
  await Promise.allSettled(works.map((work) => work()));
}
