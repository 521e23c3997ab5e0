import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Longer than any pause of a network that still works. */
const defaultStalledMs = 60_000;

/**
 * Ends connections whose reader takes nothing of what is there for it: until then its answer waits in memory. One that
 * gets nothing because its answer is still being worked on stays.
 */
export function cutStalledReaders(server: Server, stalledMs = defaultStalledMs): void {
  const busy = new WeakMap<Socket, number>();
  const note = ({ socket }: IncomingMessage, response: ServerResponse) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1);
    response.once("close", () => busy.set(socket, (busy.get(socket) ?? 1) - 1));
  };
  server.on("request", note).on("checkContinue", note);
  server.timeout = stalledMs;
  server.on("timeout", (socket) => {
    const works = (busy.get(socket) ?? 0) > 0;
    if (works && socket.writableLength === 0) socket.setTimeout(stalledMs);
    else socket.destroy();
  });
}
