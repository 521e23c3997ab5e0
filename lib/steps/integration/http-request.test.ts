import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";

import { afterEach, expect, test } from "vitest";
import { z } from "zod";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { setEnv } from "#lib/env.ts";
import { serve } from "#tests/support/http-server.ts";
import { runJob } from "#tests/support/operations.ts";

import { httpRequest } from "./http-request.ts";

afterEach(() => setEnv({ HTTP_ALLOW: "" }));

const allow = (...hosts: string[]) => setEnv({ HTTP_ALLOW: hosts.join(",") });

async function call(url: string, config: JsonObject = {}, input: JsonObject = {}) {
  const { output } = await runJob(httpRequest, { url, ...config }, input);
  return output["response"];
}

const echoed = z.object({
  body: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }),
});
const echo: RequestListener = (request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += String(chunk)));
  request.on("end", () => {
    response.setHeader("content-type", "application/json; charset=utf-8");
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body }));
  });
};

test("sends parameters and gives the parsed answer", async () => {
  const { host } = await serve(echo);
  allow(host);
  const query = { symbol: "A&B=1", n: 2, all: true };
  expect(await call(`http://${host}/prices?v=1`, {}, { query })).toMatchObject({
    status: 200,
    contentType: "application/json; charset=utf-8",
    body: { method: "GET", url: "/prices?v=1&symbol=A%26B%3D1&n=2&all=true", body: "" },
  });
});

test("sends content with a key that is the same for the same attempt", async () => {
  const { host } = await serve(echo);
  allow(host);
  const post = () => call(`http://${host}/orders`, { method: "POST" }, { body: { units: 3 } });
  const [first, second] = [await post(), await post()].map((r) => echoed.parse(r).body);
  expect(first!.body).toBe('{"units":3}');
  expect(first!.headers["content-type"]).toBe("application/json");
  expect(first!.headers["idempotency-key"]).toMatch(/^[0-9a-f]{64}$/u);
  expect(second!.headers["idempotency-key"]).toBe(first!.headers["idempotency-key"]);
});

test("text stays text, without what a database cannot keep", async () => {
  const { host } = await serve((_, response) =>
    response.setHeader("content-type", "text/plain").end("a\0b"),
  );
  allow(host);
  expect(await call(`http://${host}/`)).toMatchObject({ contentType: "text/plain", body: "ab" });
});

test.each([
  ["broken JSON", "{"],
  ["JSON nested beyond any real answer", "[".repeat(50_000) + "]".repeat(50_000)],
])("%s is a failure in words", async (_, text) => {
  const { host } = await serve((__, response) =>
    response.setHeader("content-type", "application/json").end(text),
  );
  allow(host);
  await expect(call(`http://${host}/`)).rejects.toMatchObject({
    code: "bad_answer",
    retryable: false,
  });
});

test("a status that says to wait can be retried, for requests that may be repeated", async () => {
  const { host } = await serve((_, response) =>
    response.writeHead(503, { "retry-after": "7" }).end(),
  );
  allow(host);
  await expect(call(`http://${host}/`)).rejects.toMatchObject({
    code: "http_status",
    retryable: true,
    retryAfterMs: 7_000,
  });
  await expect(call(`http://${host}/`, { method: "POST" })).rejects.toMatchObject({
    retryable: false,
  });
  expect(await call(`http://${host}/`, { accept: "any" })).toMatchObject({ status: 503 });
});

test("unpacks gzip", async () => {
  const { host } = await serve((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end(gzipSync('{"ok":true}')),
  );
  allow(host);
  expect(await call(`http://${host}/`)).toMatchObject({ body: { ok: true } });
});

/** Members of a gzip stream may follow each other, so many of them make a large bomb quickly. */
const eightMiB = gzipSync(Buffer.alloc(8 * 1024 * 1024));

test.each<[string, RequestListener]>([
  [
    "a gzip bomb",
    (_, response) =>
      response
        .writeHead(200, { "content-encoding": "gzip" })
        .end(Buffer.concat(Array.from({ length: 25 }, () => eightMiB))),
  ],
  ["a huge body", (_, response) => response.end(Buffer.alloc(3 * 1024 * 1024))],
  [
    "an endless body",
    (_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    },
  ],
])("%s is cut at 1 MiB", async (_, answer) => {
  const { host } = await serve(answer);
  allow(host);
  const before = process.memoryUsage().rss;
  await expect(call(`http://${host}/`)).rejects.toMatchObject({ code: "too_large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

test.each<[string, RequestListener]>([
  ["no answer", () => {}],
  [
    "a body that trickles",
    (_, response) => {
      const timer = setInterval(() => response.write("."), 50);
      response.on("close", () => clearInterval(timer));
    },
  ],
])("%s ends at the time limit", async (_, answer) => {
  const hungUp = Promise.withResolvers<void>();
  const { host } = await serve((request, response) => {
    response.on("close", hungUp.resolve);
    answer(request, response);
  });
  allow(host);
  await expect(call(`http://${host}/`, { timeoutMs: 300 })).rejects.toMatchObject({
    code: "timeout",
    retryable: true,
  });
  await hungUp.promise;
});

test("cancelling the run ends the call", async () => {
  const stop = new AbortController();
  const { host } = await serve(() => stop.abort());
  allow(host);
  const running = runJob(httpRequest, { url: `http://${host}/` }, {}, { signal: stop.signal });
  await expect(running).rejects.toMatchObject({ code: "unreachable", retryable: false });
});

test.each<[string, string, number, Record<string, string>, string]>([
  ["HEAD", "HEAD", 200, { "content-type": "application/json", "content-encoding": "gzip" }, ""],
  ["no content", "DELETE", 204, { "content-type": "application/json" }, ""],
  ["created", "PUT", 201, { "content-type": "application/json", "content-length": "0" }, ""],
  ["text", "GET", 200, { "content-type": "text/plain" }, ""],
])("an answer without content completes: %s", async (_name, method, status, headers, body) => {
  const { host } = await serve((_, response) => response.writeHead(status, headers).end(body));
  allow(host);
  expect(await call(`http://${host}/x`, { method })).toMatchObject({ status, body: null });
});

test.each<[string, string, JsonObject, object]>([
  ["as a date", "GET", {}, { retryable: true, retryAfterMs: 90_000 }],
  ["not of what may not be done twice", "POST", {}, { retryable: false, retryAfterMs: undefined }],
  [
    "of a POST whose author gave it a key",
    "POST",
    { headers: { "Idempotency-Key": "order-7" } },
    { retryable: true, retryAfterMs: 90_000 },
  ],
])("a busy server is asked again when it says, %s", async (_name, method, config, expected) => {
  const keys: unknown[] = [];
  const { host } = await serve((request, response) => {
    keys.push(request.headers["idempotency-key"]);
    // The step's clock is given to it.
    const when = new Date(Date.parse("2026-01-05T09:01:30Z")).toUTCString();
    response.writeHead(503, { "retry-after": when }).end();
  });
  allow(host);
  await expect(call(`http://${host}/x`, { method, ...config })).rejects.toMatchObject(expected);
  const made = method === "POST" ? /^[0-9a-f]{64}$/u : /^undefined$/u;
  expect(String(keys[0])).toMatch(config["headers"] ? /^order-7$/u : made);
});

test.each([
  "https://api.example.com/${steps.a.x}",
  "https://api.example.com/{id}",
  "https://api.example.com/?q={{ inputs.q }}",
])("an address with a place to be filled is refused with a hint: %s", (url) => {
  const parsed = httpRequest.config.safeParse({ url });
  expect(parsed.error?.issues[0]?.message).toContain("query");
});
