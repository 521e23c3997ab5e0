import type { IncomingHttpHeaders } from "node:http";
import { hostname as machineName } from "node:os";

import ipaddr from "ipaddr.js";

import { AppError } from "#lib/errors.ts";

export type Ingress = {
  /** Where people reach the application, such as `https://workflows.example`; null where it was not set. */
  readonly appUrl: string | null;
  /** The address that the server listens on. */
  readonly listensOn: string;
  /** Whether a proxy in front writes the headers that tell of the caller. */
  readonly trustsProxy: boolean;
};

type Asked = { headers: IncomingHttpHeaders; method: string; remote: string | undefined };

const reading = new Set(["GET", "HEAD", "OPTIONS"]);
const shape = /^(?:\[[\da-f:.]+\]|[a-z\d._-]+)(?::\d{1,5})?$/iu;
const forwarded = ["forwarded", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"];

/**
 * Refuses a request for a host that is not this application, and a write that a page of another site sent; afterwards
 * its headers name no other host and protocol than the true ones. A page of another site whose name was made to lead
 * here (DNS rebinding) thus finds nothing. Programs that send a token in `Authorization` come from nowhere.
 */
export function refuseUnknownHost(ingress: Ingress, { headers, method, remote }: Asked): void {
  if (!ingress.trustsProxy) for (const name of forwarded) delete headers[name];
  const own = ingress.appUrl === null ? null : new URL(ingress.appUrl);
  const hosts = hostsOf(headers);
  if (!hosts.every((host) => isKnown(ingress, own, { host, remote }))) throw misdirected();
  const { authorization, origin } = headers;
  const fromOwn = own !== null && origin === own.origin;
  const writes = !reading.has(method) && origin !== undefined && authorization === undefined;
  if (writes && !fromOwn && !isOriginOf(origin, hosts.at(-1) ?? "", own)) throw foreign();
  if (own && (fromOwn || hosts.some((host) => normal(host)?.host === own.host))) {
    headers["x-forwarded-host"] = own.host;
    headers["x-forwarded-proto"] = own.protocol.slice(0, -1);
  }
}

/** What the request says whom it is for: the proxy's word where it is trusted, which may be several words. */
function hostsOf(headers: IncomingHttpHeaders): string[] {
  const { host = "" } = headers;
  const said = [headers["x-forwarded-host"] ?? []].flat().flatMap((list) => list.split(","));
  const hosts = said.length > 0 ? said.map((name) => name.trim()) : [host];
  for (const name of [host, ...hosts]) {
    if (!normal(name)) throw new AppError("invalid", "This request names no host.");
  }
  return hosts;
}

/**
 * Whether a page of the host that was asked sent it. That of `APP_URL` has one protocol and port too, and was compared.
 */
function isOriginOf(origin: string, host: string, own: URL | null): boolean {
  const asked = normal(host);
  if (!asked || asked.host === own?.host || !URL.canParse(origin)) return false;
  return new URL(origin).host === asked.host;
}

function isKnown(
  { appUrl, listensOn }: Ingress,
  own: URL | null,
  { host, remote }: { host: string; remote: string | undefined },
): boolean {
  const asked = normal(host);
  if (!asked) return false;
  const name = asked.hostname;
  if (asked.host === own?.host) return true;
  // Checks of this machine's own: nobody else can come from there but through a proxy, which names the host.
  if (isLoopback(name) || isUnspecified(name)) return isLoopback(remote ?? "");
  if (appUrl !== null) return false;
  if (name === normal(bracketed(listensOn))?.hostname) return true;
  if (!isUnspecified(bracketed(listensOn))) return false;
  return isAddress(name) || name === machineName().toLowerCase() || name === localName();
}

const localName = () =>
  `${machineName()
    .toLowerCase()
    .replace(/\.local$/u, "")}.local`;

/** A host as browsers write it; null for what is none. */
function normal(host: string): URL | null {
  const url = `http://${host.replace(/\.(?=:|$)/u, "")}`;
  return shape.test(host) && URL.canParse(url) ? new URL(url) : null;
}

const bare = (name: string) => name.replaceAll(/^\[|\]$/gu, "");
const bracketed = (name: string) =>
  name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
const isAddress = (name: string) => ipaddr.isValid(bare(name));
const rangeOf = (name: string) => (isAddress(name) ? ipaddr.process(bare(name)).range() : null);
const isLoopback = (name: string) => name === "localhost" || rangeOf(name) === "loopback";

/** Whether a server of this address listens on all that the machine has. */
export function isUnspecified(address: string): boolean {
  return rangeOf(address) === "unspecified";
}

function misdirected(): AppError {
  const sentence =
    "This application does not answer under this address. Whoever runs it sets APP_URL to the address that people use.";
  return new AppError("misdirected", sentence);
}

function foreign(): AppError {
  const sentence = "Another site sent this request. Open the application and do it there.";
  return new AppError("forbidden", sentence);
}
