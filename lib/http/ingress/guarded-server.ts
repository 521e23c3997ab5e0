import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";

import { clientAddress } from "#lib/auth/client-address.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { toProblem } from "#lib/problem.ts";

import { type BodyLimit, bodyLimitOf } from "./body-limits.ts";
import { setForwardedFor } from "./forwarded-for.ts";
import { type Ingress, refuseUnknownHost } from "./known-hosts.ts";
import {
  CallerLeft,
  hasBody,
  HeldBodies,
  readWholeBody,
  refuseBody,
  withBody,
} from "./read-body.ts";
import { refuseUnreadableForm } from "./readable-form.ts";
import { refuse } from "./refuse.ts";
import { refuseUnreadableAddress } from "./request-address.ts";
import { cutStalledReaders } from "./stalled-readers.ts";

/**
 * How long connections may take. Proxies keep idle ones for 60 to 90 seconds, and one that they use at the moment in
 * which it is closed here is a request lost; so they are kept for longer. The head of a request is timed from its own
 * first byte, not from the end of the request before it, and may have less.
 */
const connectionTimes = {
  keepAliveTimeout: 125_000,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
};

type Options = {
  readonly times?: Partial<typeof connectionTimes> & { readonly stalledMs?: number };
  readonly limitOf?: (path: string) => BodyLimit;
  /** Whether connections may become WebSockets: the development server's pages have one. */
  readonly upgrades?: boolean;
};

/**
 * A server that lets in only what the application may be asked to work on: whose address can be read, that is meant for
 * this host, and whose body is there in full, within its limit. Everything else is answered here, with a sentence.
 */
export function guardedServer(
  ingress: Ingress,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { times = {}, limitOf = bodyLimitOf, upgrades = false }: Options = {},
): Server {
  const held = new HeldBodies();
  const answer = async (request: IncomingMessage, response: ServerResponse, waits: boolean) => {
    try {
      admit(ingress, request);
      if (!hasBody(request)) return await handle(request, response);
      const limit = limitOf(pathOf(request));
      refuseBody(request, limit);
      if (waits) response.writeContinue();
      const address = clientAddress(new Headers(callerOf(request)));
      let bytes = 0;
      response.once("close", () => held.giveBack(address, bytes));
      const body = await readWholeBody(request, limit, (more) => {
        held.take(address, more);
        bytes += more;
      });
      await refuseUnreadableForm(request, body);
      return await handle(withBody(request, body), response);
    } catch (error) {
      fail(request, response, error);
    }
  };
  const listener =
    (waits: boolean): RequestListener =>
    (request, response) => {
      // A caller who leaves while being answered is nobody's failure, and without a listener the process would end.
      response.on("error", (error) => log.debug("an answer could not be sent", { error }));
      void answer(request, response, waits);
    };
  const { stalledMs, ...own } = times;
  const server = createServer(
    { ...connectionTimes, ...own, shouldUpgradeCallback: () => upgrades },
    listener(false),
  );
  server.on("checkContinue", listener(true));
  cutStalledReaders(server, stalledMs);
  return server;
}

function admit(ingress: Ingress, request: IncomingMessage): void {
  const { headers, method = "GET", rawHeaders, socket, url = "" } = request;
  if (!ingress.trustsProxy) setForwardedFor(headers, socket.remoteAddress);
  refuseUnreadableAddress(url);
  const named = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
  if (named.length > 1) throw new AppError("invalid", "This request names more than one host.");
  refuseUnknownHost(ingress, { headers, method, remote: socket.remoteAddress });
}

const pathOf = ({ url = "" }: IncomingMessage) => url.split("?", 1)[0] ?? "";

function callerOf({ headers }: IncomingMessage): Record<string, string> {
  return { "x-forwarded-for": [headers["x-forwarded-for"] ?? []].flat().join(",") };
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof CallerLeft) {
    response.destroy();
  } else if (response.headersSent) {
    log.error("an answer broke off", { error });
    response.destroy();
  } else {
    const { code, message } = toProblem(error);
    refuse(request, response, error instanceof AppError ? error : new AppError(code, message));
  }
}
