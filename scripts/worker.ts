import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { type Running, supervise } from "./supervise.ts";
import { command } from "./terminal.ts";

const script = fileURLToPath(new URL("worker-process.ts", import.meta.url));

/** A worker of its own, on this machine or another: it shares nothing with the others but the database. */
async function startWorkerProcess(): Promise<Running> {
  const child = spawn(process.execPath, ["--conditions=react-server", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<string>((resolve) =>
    child.on("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  const ready = new Promise<"ready">((resolve) => child.once("message", () => resolve("ready")));
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  if ((await Promise.race([ready, ended])) === "ready") return { ended, stop };
  throw new AppError("internal", "The worker did not start; it says why above.");
}

const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
  process.on("disconnect", () => resolve());
});

await command(async () => {
  if (!env().DATABASE_URL) {
    throw new AppError("unavailable", "Set DATABASE_URL to the database that the workers share.");
  }
  const worker = await supervise("worker", startWorkerProcess);
  await stopped;
  await worker.stop();
});
process.exit();
