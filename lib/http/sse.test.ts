import { once } from "node:events";
import { connect } from "node:net";

import { pipeToNodeResponse } from "next/dist/server/pipe-readable.js";
import { expect, onTestFinished, test, vi } from "vitest";

import { guardedServer } from "./ingress/guarded-server.ts";
import { sseResponse, type SseMessage } from "./sse.ts";

const own = { appUrl: null, listensOn: "127.0.0.1", trustsProxy: false };

/** A stream of large messages without end, served as Next serves it, and what became of it. */
async function serving(stalledMs: number) {
  const seen = { read: 0, left: 0, ended: vi.fn<() => void>() };
  async function* endless(): AsyncGenerator<SseMessage> {
    try {
      for (;;) {
        seen.read += 1;
        yield { event: "text", id: String(seen.read), data: "x".repeat(64 * 1024) };
      }
    } finally {
      seen.left += 1;
    }
  }
  const server = guardedServer(
    own,
    async (_request, response) => {
      const { body } = sseResponse(endless(), seen.ended);
      if (body) await pipeToNodeResponse(body, response);
    },
    { times: { stalledMs } },
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { seen, port: address.port };
}

test("what slow readers do not take is not read for them, and those that stop reading are cut", async () => {
  const { port, seen } = await serving(500);
  const readers = 20;
  const before = process.memoryUsage().rss;
  for (let i = 0; i < readers; i += 1) {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.pause().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  await vi.waitFor(() => expect(seen.left).toBe(readers), { timeout: 20_000 });
  expect(seen.ended).toHaveBeenCalledTimes(readers);
  // What the system's own buffers take of each, and no more, however long the stream.
  expect((seen.read * 64) / readers).toBeLessThan(20 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test("a reader that is slow and reads gets everything, in order", async () => {
  const { port, seen } = await serving(2_000);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  let text = "";
  socket.setEncoding("latin1").on("data", (piece) => {
    text += piece;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
  await vi.waitFor(() => expect(text).toContain("id: 40\n"), { timeout: 20_000 });
  socket.destroy();
  const ids = [...text.matchAll(/^id: (\d+)$/gmu)].map(([, id]) => Number(id));
  expect(ids).toEqual(ids.map((_, i) => i + 1));
  await vi.waitFor(() => expect(seen.left).toBe(1));
  expect(seen.ended).toHaveBeenCalledOnce();
});

test("a source that ends, or fails, has ended too", async () => {
  const ended = vi.fn<() => void>();
  async function* short(): AsyncGenerator<SseMessage> {
    yield { event: "step", id: "1", data: {} };
  }
  await sseResponse(short(), ended).text();
  expect(ended).toHaveBeenCalledTimes(1);
  // eslint-disable-next-line require-yield
  async function* broken(): AsyncGenerator<SseMessage> {
    throw new Error("The database went away.");
  }
  await expect(sseResponse(broken(), ended).text()).rejects.toThrow("went away");
  expect(ended).toHaveBeenCalledTimes(2);
});
