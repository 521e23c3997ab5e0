import { hostname } from "node:os";

import { describe, expect, test } from "vitest";

import { AppError } from "#lib/errors.ts";

import { type Ingress, refuseUnknownHost } from "./known-hosts.ts";

const home: Ingress = { appUrl: null, listensOn: "127.0.0.1", trustsProxy: false };
const everywhere: Ingress = { ...home, listensOn: "0.0.0.0" };
const site: Ingress = { ...home, appUrl: "https://app.example" };
const proxied: Ingress = { ...site, trustsProxy: true };
const here = "127.0.0.1";
const away = "203.0.113.9";

type Sent = { remote?: string; method?: string } & Record<string, string>;

function verdict(ingress: Ingress, { remote = here, method = "GET", ...headers }: Sent): string {
  try {
    refuseUnknownHost(ingress, { headers, method, remote });
    return "in";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe("the host that a request is for", () => {
  test.each<[string, Ingress, Sent, string]>([
    ["a loopback name", home, { host: "localhost:3000" }, "in"],
    ["in capitals, with the dot of the root", home, { host: "LocalHost.:3000" }, "in"],
    ["any loopback address", home, { host: "127.8.9.1:1" }, "in"],
    ["of the newer kind", home, { host: "[::1]:3000", remote: "::1" }, "in"],
    ["another name that was made to lead here", home, { host: "evil.example:3000" }, "misdirected"],
    ["one that begins like ours", home, { host: "localhost.evil.example" }, "misdirected"],
    ["one with a user in it", home, { host: "localhost@evil.example" }, "invalid"],
    ["none", home, {}, "invalid"],
    ["one that is no host", home, { host: "a b" }, "invalid"],
    [
      "an address of a network, where only loopback is listened on",
      home,
      { host: "10.0.0.7" },
      "misdirected",
    ],
    [
      "the address it listens on",
      { ...home, listensOn: "10.0.0.7" },
      { host: "10.0.0.7:3000" },
      "in",
    ],
    ["the name it listens on", { ...home, listensOn: "nas" }, { host: "NAS:3000" }, "in"],
    [
      "an address of it, where it listens on all",
      everywhere,
      { host: "10.0.0.7:3000", remote: away },
      "in",
    ],
    ["its machine's name", everywhere, { host: hostname(), remote: away }, "in"],
    [
      "a name, where it listens on all",
      everywhere,
      { host: "evil.example", remote: away },
      "misdirected",
    ],
    [
      "a loopback name from elsewhere",
      everywhere,
      { host: "localhost", remote: away },
      "misdirected",
    ],
    ["the address of APP_URL", site, { host: "app.example" }, "in"],
    ["its name on another port", site, { host: "app.example:3000" }, "misdirected"],
    ["a check of this machine beside APP_URL", site, { host: "127.0.0.1:3000" }, "in"],
    [
      "a number beside APP_URL",
      { ...site, listensOn: "0.0.0.0" },
      { host: "10.0.0.7", remote: away },
      "misdirected",
    ],
    [
      "what an untrusted proxy says",
      site,
      { host: "app.example", "x-forwarded-host": "evil.example" },
      "in",
    ],
    [
      "what a proxy says",
      proxied,
      { host: "backend:3000", "x-forwarded-host": "app.example" },
      "in",
    ],
    [
      "one that it should not say",
      proxied,
      { host: "app.example", "x-forwarded-host": "evil.example" },
      "misdirected",
    ],
    [
      "two that it says",
      proxied,
      { host: "b", "x-forwarded-host": "evil.example, app.example" },
      "misdirected",
    ],
  ])("%s", (_name, ingress, sent, expected) => {
    expect(verdict(ingress, sent)).toBe(expected);
  });

  test("no header names another one afterwards", () => {
    const headers: Record<string, string> = {
      host: "localhost:3000",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
    };
    refuseUnknownHost(home, { headers, method: "GET", remote: here });
    expect(headers).toEqual({ host: "localhost:3000" });
  });

  test("behind a proxy that names itself, the address of APP_URL counts", () => {
    const headers: Record<string, string> = {
      host: "127.0.0.1:3000",
      origin: "https://app.example",
    };
    refuseUnknownHost(site, { headers, method: "POST", remote: here });
    expect(headers).toMatchObject({
      "x-forwarded-host": "app.example",
      "x-forwarded-proto": "https",
    });
  });
});

describe("the page that a write comes from", () => {
  test.each<[string, Ingress, Sent, string]>([
    ["ours", home, { host: "localhost:3000", origin: "http://localhost:3000" }, "in"],
    [
      "another port",
      home,
      { host: "localhost:3000", origin: "http://localhost:4000" },
      "forbidden",
    ],
    [
      "another loopback name",
      home,
      { host: "localhost:3000", origin: "http://127.0.0.1:3000" },
      "forbidden",
    ],
    ["another site", home, { host: "localhost:3000", origin: "https://evil.example" }, "forbidden"],
    ["a sandboxed frame", home, { host: "localhost:3000", origin: "null" }, "forbidden"],
    ["nonsense", home, { host: "localhost:3000", origin: "zz" }, "forbidden"],
    ["none", home, { host: "localhost:3000" }, "in"],
    [
      "a program with a token",
      home,
      { host: "localhost:3000", origin: "https://x.example", authorization: "Bearer x" },
      "in",
    ],
    ["that of APP_URL", site, { host: "app.example", origin: "https://app.example" }, "in"],
    [
      "its host without encryption",
      site,
      { host: "app.example", origin: "http://app.example" },
      "forbidden",
    ],
  ])("%s", (_name, ingress, sent, expected) => {
    expect(verdict(ingress, { method: "POST", ...sent })).toBe(expected);
  });

  test("reading is free of it", () => {
    expect(verdict(home, { host: "localhost", origin: "https://evil.example" })).toBe("in");
  });
});
