/** Next calls this once, before the server answers. It starts the worker inside the server. */
export async function register(): Promise<void> {
  // Next compiles this for the edge runtime too, and drops the code after this condition there
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { env } = await import("#lib/env.ts");
    const { passwordJudge } = await import("#lib/auth/credentials/password-strength.ts");
    passwordJudge(); // before somebody who signs up waits for it
    const { WORKER, DATABASE_URL } = env();
    if (WORKER === "off" || !DATABASE_URL) return;

    const { db } = await import("#db/index.ts");
    const { notificationHubOf } = await import("#lib/runtime/streams/notification-hub.ts");
    const { startWorker } = await import("#lib/runtime/jobs/worker.ts");
    const { onShutdown } = await import("#lib/shutdown.ts");
    const worker = await startWorker(db, notificationHubOf(db), DATABASE_URL);
    onShutdown(worker.stop);
  }
}
