// The web server's own process. Its parent sends the address to listen on and stops it by hanging up.
import { createServer, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import next from "next";

import { env, isHttps } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { shutDown } from "#lib/shutdown.ts";

import { nameCaller } from "./forwarded-for.ts";

const [hostname = "127.0.0.1", port = "3000", mode] = process.argv.slice(2);

async function serve(): Promise<Server> {
  const app = next({ dev: mode === "--dev", hostname, port: Number(port) });
  await app.prepare();
  const handle = app.getRequestHandler();
  const trustsProxy = env().TRUST_PROXY;
  const server = createServer((request, response) => {
    if (!trustsProxy) nameCaller(request.headers, request.socket.remoteAddress);
    if (isHttps()) response.setHeader("Strict-Transport-Security", "max-age=31536000");
    void handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(Number(port), hostname, resolve);
  });
  const address = hostname.includes(":") ? `[${hostname}]` : hostname;
  const first = await fetch(`http://${address}:${port}/`, { redirect: "manual" });
  // Next serves on when it could not start, and answers everything so
  if (first.status >= 500) throw new Error(`The first request was answered with ${first.status}.`);
  return server;
}

/** Streams stay open for as long as a page does, so after a moment for the rest they are cut. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(2000)]);
  server.closeAllConnections();
  await shutDown();
  process.exit(0);
}

/** A promise that nobody awaited says nothing about the state of the rest: the server goes on. */
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error }));

process.on("SIGINT", () => {}); // Ctrl-C is the parent's to handle
try {
  const server = await serve();
  process.once("SIGTERM", () => void stop(server));
  process.once("disconnect", () => void stop(server));
  process.send?.("ready");
} catch (error) {
  console.error(error);
  process.exit(1);
}
