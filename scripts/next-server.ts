// The web server's own process. Its parent sends the address to listen on and stops it by hanging up.
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import next from "next";

import { captureConsole } from "#lib/capture-console.ts";
import { env, isHttps } from "#lib/env.ts";
import { guardedServer } from "#lib/http/ingress/guarded-server.ts";
import { isUnspecified } from "#lib/http/ingress/known-hosts.ts";
import { log } from "#lib/log.ts";
import { shutDown } from "#lib/shutdown.ts";

const [hostname = "127.0.0.1", port = "3000", mode] = process.argv.slice(2);

const anyAddress =
  "listens on all addresses, and answers to any numeric one and to this machine's name: set APP_URL to the address that people use";

const noAddress =
  "trusts a proxy, and would refuse what it passes on for any name but a loopback one: set APP_URL to the address that people use";

async function serve(): Promise<Server> {
  const app = next({ dev: mode === "--dev", hostname, port: Number(port) });
  await app.prepare();
  const handle = app.getRequestHandler();
  const { APP_URL: appUrl = null, TRUST_PROXY: trustsProxy } = env();
  if (appUrl === null && isUnspecified(hostname)) log.warn(anyAddress);
  if (appUrl === null && trustsProxy) log.warn(noAddress);
  const ingress = { appUrl, listensOn: hostname, trustsProxy };
  const server = guardedServer(
    ingress,
    (request, response) => {
      if (isHttps()) response.setHeader("Strict-Transport-Security", "max-age=31536000");
      return handle(request, response);
    },
    { upgrades: mode === "--dev" },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(Number(port), hostname, resolve);
  });
  const address = hostname.includes(":") ? `[${hostname}]` : hostname;
  const first = await fetch(`http://${address}:${port}/`, { redirect: "manual" });
  // Next keeps serving when it could not start, and answers everything with an error
  if (first.status >= 500) throw new Error(`The first request was answered with ${first.status}.`);
  return server;
}

/** Streams stay open for as long as a page does. So all others get a moment to end, and then streams are cut. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(2000)]);
  server.closeAllConnections();
  await shutDown();
  process.exit(0);
}

/** An unhandled rejection says nothing about the state of the rest, so the server goes on. */
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error }));

process.on("SIGINT", () => {}); // Ctrl-C is the parent's to handle
if (mode !== "--dev") captureConsole();
try {
  const server = await serve();
  process.once("SIGTERM", () => void stop(server));
  process.once("disconnect", () => void stop(server));
  process.send?.("ready");
} catch (error) {
  log.error("the web server could not start", { error });
  process.exit(1);
}
