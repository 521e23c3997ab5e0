import type { RequestListener } from "node:http";

import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { setEnv } from "#lib/env.ts";
import { serve } from "#tests/support/http-server.ts";
import { runJob } from "#tests/support/operations.ts";

import { httpRequest } from "./http-request.ts";

afterEach(() => setEnv({ HTTP_ALLOW: "" }));

const allow = (...hosts: string[]) => setEnv({ HTTP_ALLOW: hosts.join(",") });
const ok: RequestListener = (_, response) => response.end("ok");
const redirect =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location }).end();

async function call(url: string, config: JsonObject = {}, input: JsonObject = {}) {
  const { output } = await runJob(httpRequest, { url, timeoutMs: 3_000, ...config }, input);
  return output["response"];
}

test.each([
  "127.0.0.1",
  "localhost",
  "0.0.0.0",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "2130706433",
  "0x7f.1",
  "127.1",
])("nothing is sent to %s", async (name) => {
  const { port, called } = await serve(ok);
  await expect(call(`http://${name}:${port}/`)).rejects.toMatchObject({
    code: "address_not_allowed",
    retryable: false,
  });
  expect(called).not.toHaveBeenCalled();
});

test("a name that resolves to an internal address is refused, before connecting", async () => {
  const { port, called } = await serve(ok);
  vi.doMock("node:dns/promises", () => ({
    lookup: async (name: string) =>
      name === "rebind.example.com"
        ? [
            { address: "93.184.216.34", family: 4 },
            { address: "127.0.0.1", family: 4 },
          ]
        : [{ address: "127.0.0.1", family: 4 }],
  }));
  vi.resetModules();
  onTestFinished(() => vi.doUnmock("node:dns/promises"));
  const { httpRequest: fresh } = await import("./http-request.ts");
  for (const name of ["inside.example.com", "rebind.example.com"]) {
    // oxlint-disable-next-line no-await-in-loop -- one call at a time
    await expect(runJob(fresh, { url: `http://${name}:${port}/` })).rejects.toMatchObject({
      code: "address_not_allowed",
    });
  }
  expect(called).not.toHaveBeenCalled();
});

test("the allow-list opens one host and port, not its neighbours", async () => {
  const open = await serve(ok);
  const closed = await serve(ok);
  allow(open.host);
  expect(await call(`http://${open.host}/`)).toMatchObject({ body: "ok" });
  await expect(call(`http://${closed.host}/`)).rejects.toMatchObject({
    code: "address_not_allowed",
  });
  await expect(call(`http://localhost:${open.port}/`)).rejects.toMatchObject({
    code: "address_not_allowed",
  });
});

test("a redirect to an internal address is refused", async () => {
  const inside = await serve(ok);
  const outside = await serve(redirect(`http://${inside.host}/secret`));
  allow(outside.host);
  await expect(call(`http://${outside.host}/`)).rejects.toMatchObject({
    code: "address_not_allowed",
  });
  expect(inside.called).not.toHaveBeenCalled();
});

test("a redirect to another server carries neither the author's headers nor content", async () => {
  const seen: unknown[] = [];
  const other = await serve((request, response) => {
    seen.push(request.method, request.headers["x-api-key"], request.headers["authorization"]);
    response.end("ok");
  });
  const first = await serve(redirect(`http://${other.host}/`));
  allow(first.host, other.host);
  const headers = { "x-api-key": "secret", authorization: "Bearer secret" };
  await call(`http://${first.host}/`, { method: "POST", headers }, { body: { a: 1 } });
  expect(seen).toEqual(["GET", undefined, undefined]);
  const kept = await serve(redirect(`http://${other.host}/`, 307));
  allow(kept.host, other.host);
  await expect(
    call(`http://${kept.host}/`, { method: "POST", headers }, { body: 1 }),
  ).rejects.toMatchObject({
    code: "bad_redirect",
  });
});

test("a redirect on the same server keeps them", async () => {
  const server = await serve((request, response) => {
    if (request.url === "/") redirect("/next", 307)(request, response);
    else response.end(`${request.method} ${String(request.headers["x-api-key"])}`);
  });
  allow(server.host);
  const config = { method: "POST", headers: { "x-api-key": "key" } };
  expect(await call(`http://${server.host}/`, config, { body: 1 })).toMatchObject({
    body: "POST key",
  });
});

test("follows five redirects and no more", async () => {
  const server = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("there");
    else redirect(`/${left - 1}`)(request, response);
  });
  allow(server.host);
  expect(await call(`http://${server.host}/5`)).toMatchObject({ body: "there" });
  await expect(call(`http://${server.host}/6`)).rejects.toMatchObject({
    code: "too_many_redirects",
  });
});

test.each([
  "file:///etc/passwd",
  "ftp://example.com/",
  "http://user:pw@127.0.0.1/",
  "javascript:1",
])("a redirect to %s is refused", async (location) => {
  const server = await serve(redirect(location));
  allow(server.host);
  await expect(call(`http://${server.host}/`)).rejects.toMatchObject({ code: "bad_url" });
});

test.each([
  ["another scheme", { url: "ftp://example.com/" }],
  ["a password", { url: "https://user:pw@example.com/" }],
  ["no address", { url: "example.com" }],
  ["a header of the message itself", { url: "https://example.com/", headers: { Host: "other" } }],
  [
    "a header with a line break",
    { url: "https://example.com/", headers: { "x-a": "1\r\nx-b: 2" } },
  ],
])("a config with %s is refused", (_, config) => {
  expect(httpRequest.config.safeParse(config).success).toBe(false);
});
