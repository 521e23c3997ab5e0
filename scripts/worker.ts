import { db } from "#db/index.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { captureConsole } from "#lib/logging/capture-console.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { hubOf } from "#lib/runtime/streams/notification-hub.ts";
import { onShutdown, shutDown } from "#lib/shutdown.ts";

captureConsole();

/** A promise that nobody awaited says nothing about the state of the rest: the worker goes on. */
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error }));

/** A worker of its own, on this machine or another: it shares nothing with the others but the database. */
const { DATABASE_URL } = env();
if (!DATABASE_URL) {
  throw new AppError("unavailable", "Set DATABASE_URL to the database that the workers share.");
}
const worker = await startWorker(db, hubOf(db), DATABASE_URL);
onShutdown(worker.stop);
log.info("working on the queue");

const stop = async (): Promise<void> => {
  await shutDown();
  process.exit(0);
};
process.once("SIGINT", () => void stop());
process.once("SIGTERM", () => void stop());
