import { once } from "node:events";
import { request as ask } from "node:http";
import { connect, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished, test, vi } from "vitest";

import { guardedServer } from "./guarded-server.ts";

const kibibyte = 1024;
const limit = { bytes: 64 * kibibyte, ms: 400, words: "64 KiB" };
const own = { appUrl: null, listensOn: "127.0.0.1", trustsProxy: false };

type Handle = Parameters<typeof guardedServer>[1];
const echo: Handle = async (request, response) => {
  response.end(await buffer(request));
};

/** A server on a port of its own, and how often its application was asked. */
async function serving(handle: Handle = echo, times: object = {}) {
  const asked = vi.fn<Handle>(handle);
  const server = guardedServer(own, asked, { limitOf: () => limit, times });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { port: address.port, asked, url: `http://127.0.0.1:${address.port}/api/x` };
}

/** What it answers to bytes as they are, until it ends the connection. */
async function raw(port: number, write: (socket: Socket) => void): Promise<string> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  write(socket);
  return await text(socket).catch(() => "");
}

const head = (...lines: string[]) =>
  ["POST /api/x HTTP/1.1", "Host: localhost", ...lines, "", ""].join("\r\n");

const upload = async (url: string, body: BodyInit) =>
  await fetch(new Request(url, { method: "POST", body, duplex: "half" } as RequestInit));

test("a body within its limit arrives whole, with a length or without", async () => {
  const { url } = await serving();
  const sent = Buffer.from(Array.from({ length: limit.bytes }, (_, i) => (i * 7) % 256));
  for (const body of [sent, new Blob([sent]).stream()]) {
    const response = await upload(url, body);
    expect(Buffer.from(await response.arrayBuffer()).equals(sent)).toBe(true);
  }
});

test("a body whose length says too much is refused before it is sent", async () => {
  const { port, asked } = await serving();
  const answer = await raw(port, (socket) => {
    socket.write(head("Content-Length: 1181116006", "Expect: 100-continue"));
    socket.once("data", () => socket.end());
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /u);
  expect(answer).not.toContain("100 Continue");
  expect(answer).toContain("larger than 64 KiB");
  expect(asked).not.toHaveBeenCalled();
});

test("a body without a length is counted while it comes, and nothing of it is kept beyond the limit", async () => {
  const { url, asked } = await serving();
  let sent = 0;
  const piece = new Uint8Array(64 * kibibyte);
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 1;
      if (sent > 4_000) controller.close();
      else controller.enqueue(piece);
    },
  });
  const before = process.memoryUsage().rss;
  const response = await upload(url, endless);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "too_large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * kibibyte * kibibyte);
  expect(asked).not.toHaveBeenCalled();
});

test("a body that comes a byte at a time is given up on, and nobody has worked on it", async () => {
  const { port, asked } = await serving();
  const answer = await raw(port, (socket) => {
    socket.write(head("Content-Length: 1000"));
    const timer = setInterval(() => socket.write("x"), 50);
    socket.once("data", () => socket.end());
    socket.once("close", () => clearInterval(timer));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
  expect(answer).toContain("did not arrive");
  expect(asked).not.toHaveBeenCalled();
});

test("a head that comes a byte at a time is cut", async () => {
  const times = { headersTimeout: 300, requestTimeout: 400, connectionsCheckingInterval: 50 };
  const { port, asked } = await serving(echo, times);
  const answer = await raw(port, (socket) => {
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    const timer = setInterval(() => socket.write("x"), 50);
    socket.once("close", () => clearInterval(timer));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
  expect(asked).not.toHaveBeenCalled();
});

test("an idle connection outlives the time for a head, and takes another request", async () => {
  const times = { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const { port } = await serving(echo, { ...times, keepAliveTimeout: 5_000, stalledMs: 200 });
  const socket = connect(port, "127.0.0.1");
  const reset = vi.fn<() => void>();
  socket.on("error", reset).on("close", reset);
  for (let i = 0; i < 2; i += 1) {
    socket.write(head("Content-Length: 2") + "ok");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /u);
    await pause(600);
  }
  expect(reset).not.toHaveBeenCalled();
  socket.destroy();
});

test.each([
  "Content-Encoding: gzip",
  "Content-Encoding: identity, br",
  "Transfer-Encoding: gzip, chunked",
])("a packed body is refused (%s)", async (header) => {
  const { port, asked } = await serving();
  const length = header.startsWith("Content") ? ["Content-Length: 3"] : [];
  const answer = await raw(port, (socket) => {
    socket.write(`${head(header, ...length)}abc`);
    socket.once("data", () => socket.end());
  });
  expect(answer).toMatch(/^HTTP\/1\.1 415 /u);
  expect(asked).not.toHaveBeenCalled();
});

test("bodies of one address hold no more than their share of memory, and give it back", async () => {
  const { promise: free, resolve } = Promise.withResolvers<void>();
  const { url } = await serving(async (_request, response) => {
    await free;
    response.end();
  });
  const body = new Uint8Array(limit.bytes);
  let refused = 0;
  const send = async () => {
    const { status } = await fetch(url, { method: "POST", body });
    refused += Number(status === 503);
    return status;
  };
  const many = Promise.all(Array.from({ length: 16 * 16 + 8 }, send));
  await vi.waitFor(() => expect(refused).toBe(8), { timeout: 20_000 });
  resolve();
  await many;
  expect(refused).toBe(8);
  expect(await send()).toBe(200);
});

test("who sees the refusal sees a sentence: a page, a script's text, or a problem", async () => {
  const { url } = await serving();
  const { origin } = new URL(url);
  const body = new Uint8Array(limit.bytes + 1);
  const sentence = /What you sent is larger than 64 KiB/u;
  const post = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(`${origin}${path}`, { method: "POST", body, headers });
    expect(response.status).toBe(413);
    return [response.headers.get("content-type"), await response.text()] as const;
  };
  const [page, html] = await post("/sign-in", { accept: "text/html,*/*" });
  expect(page).toContain("text/html");
  expect(html).toMatch(sentence);
  const [plain, words] = await post("/sign-in", { accept: "text/x-component", "next-action": "a" });
  expect(plain).toBe("text/plain");
  expect(words).toMatch(new RegExp(`^${sentence.source}`, "u"));
  const [json, problem] = await post("/api/auth/callback/credentials", { accept: "text/html" });
  expect(json).toContain("application/json");
  expect(JSON.parse(problem)).toMatchObject({
    code: "too_large",
    message: expect.stringMatching(sentence),
  });
});

test.each([
  "/%zz",
  "/%00",
  "/runs/%2500",
  "/?q=%ED%A0%80",
  "/a?b=%C3",
  "/api/%",
  "http://evil.example/",
])("an address that cannot be read is refused in words (%s)", async (path) => {
  const { port, asked } = await serving();
  const sent = ask({ port, host: "127.0.0.1", path }).end();
  const [response] = await once(sent, "response");
  expect(response.statusCode).toBe(400);
  expect(await text(response)).toMatch(/address/u);
  expect(asked).not.toHaveBeenCalled();
});

test("a connection becomes nothing else than what it is", async () => {
  const { port, asked } = await serving(async (_request, response) => void response.end("page"));
  const answer = await raw(port, (socket) => {
    const headers = ["Connection: close, Upgrade", "Upgrade: websocket"];
    socket.write(["GET / HTTP/1.1", "Host: localhost", ...headers, "", ""].join("\r\n"));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 200 /u);
  expect(asked).toHaveBeenCalledOnce();
});

test("a form that is no form is refused before it reaches the pages", async () => {
  const { url, asked } = await serving();
  for (const type of ["multipart/form-data", "multipart/form-data; boundary=x"]) {
    const headers = { "content-type": type };
    const response = await fetch(url, { method: "POST", body: "zzz", headers });
    expect(response.status).toBe(400);
  }
  expect(asked).not.toHaveBeenCalled();
  const form = new FormData();
  form.set("a", "b");
  expect((await fetch(url, { method: "POST", body: form })).status).toBe(200);
});

test("a reader that takes nothing is cut, and what it does not take is not made", async () => {
  let made = 0;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const handle: Handle = async (_request, response) => {
    response.once("close", resolve);
    const piece = Buffer.alloc(64 * kibibyte);
    while (!response.destroyed) {
      made += 1;
      if (!response.write(piece)) await Promise.race([once(response, "drain"), over]);
    }
  };
  const { port } = await serving(handle, { stalledMs: 300 });
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.pause().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await over;
  // What the system's own buffers take.
  expect(made * 64).toBeLessThan(20 * kibibyte);
  socket.destroy();
});

test("an answer that is still being worked on is not taken for one that nobody reads", async () => {
  const { url } = await serving(
    async (_request, response) => {
      await pause(900);
      response.end("late");
    },
    { stalledMs: 200 },
  );
  expect(await (await fetch(url)).text()).toBe("late");
});
