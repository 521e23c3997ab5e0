/** Next calls this once, before the server answers: here the worker that lives inside it starts. */
export async function register(): Promise<void> {
  // Next compiles this for the edge runtime too; it drops what stands behind this condition there
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { env } = await import("#lib/env.ts");
    const { passwordJudge } = await import("#lib/auth/credentials/password-strength.ts");
    passwordJudge(); // before somebody who signs up waits for it
    const { WORKER, DATABASE_URL } = env();
    if (WORKER === "off" || !DATABASE_URL) return;

    const { db } = await import("#db/index.ts");
    const { hubOf } = await import("#lib/runtime/streams/notification-hub.ts");
    const { startWorker } = await import("#lib/runtime/jobs/worker.ts");
    const { onShutdown } = await import("#lib/shutdown.ts");
    const worker = await startWorker(db, hubOf(db), DATABASE_URL);
    onShutdown(worker.stop);
  }
}
