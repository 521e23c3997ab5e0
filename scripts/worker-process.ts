// The worker's own process. Its parent starts it again when it dies, and stops it by hanging up.
import { db } from "#db/index.ts";
import { captureConsole } from "#lib/capture-console.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";
import { onShutdown, shutDown } from "#lib/shutdown.ts";

captureConsole();

/** A promise that nobody awaited says nothing about the state of the rest: the worker goes on. */
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error }));

/** Ctrl-C and a signal to all are the parent's to handle. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

const stop = async (): Promise<void> => {
  await shutDown();
  process.exit(0);
};
process.once("disconnect", () => void stop());

try {
  const worker = await startWorker(db, notificationHubOf(db), env().DATABASE_URL ?? "");
  onShutdown(worker.stop);
  log.info("working on the queue");
  process.send?.("ready");
} catch (error) {
  log.error("the worker could not start", { error });
  process.exit(1);
}
