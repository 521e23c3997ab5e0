import { createServer, type RequestListener } from "node:http";

import { onTestFinished, vi } from "vitest";

/** A server of its own for one test, on a free port of this machine, and how often it was called. */
export async function serve(answer: RequestListener) {
  const called = vi.fn<RequestListener>(answer);
  const server = createServer(called);
  await new Promise<void>((ready) => {
    server.listen(0, "127.0.0.1", ready);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return { host: `127.0.0.1:${address.port}`, port: address.port, called };
}
