import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

import { env, setEnv } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import type { Running } from "./supervise.ts";

/** Refuses with one sentence when the address is in use. */
export async function refuseTaken(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject).listen(port, host, resolve);
    });
  } catch (cause) {
    throw new AppError("unavailable", whyNot(cause, host, port), { cause });
  }
  await new Promise((resolve) => probe.close(resolve));
}

function whyNot(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  switch (code) {
    case "EADDRINUSE":
      return `Another program uses port ${port}. Stop it, or choose a port: PORT=${port + 1} npm start`;
    case "EACCES":
      return `Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`;
    default:
      return `HOST=${host} is not an address of this machine (${String(code)}).`;
  }
}

/** Starts the web server of HOST and PORT on a process of its own and waits until it answers. */
export async function startWebServer(options: { dev?: boolean } = {}): Promise<Running> {
  const script = fileURLToPath(new URL("next-server.ts", import.meta.url));
  const mode = options.dev ? "development" : "production";
  setEnv({ NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" });
  const flags = options.dev ? ["--dev"] : [];
  // Next must not see the `react-server` condition that scripts run under
  const child = spawn(process.execPath, [script, env().HOST, String(env().PORT), ...flags], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<string>((resolve) =>
    child.on("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  const ready = new Promise<"ready">((resolve) => child.once("message", () => resolve("ready")));
  if ((await Promise.race([ready, ended])) !== "ready") {
    throw new AppError("internal", "The web server did not start; it says why above.");
  }
  return { ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.connected) child.disconnect();
  const forced = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(forced);
}
