import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A proxy between a browser and the server that cuts connections. */
export type CuttingProxy = {
  base: string;
  /**
   * Of the answer to the next POST, which the server gives completely, passes on its head and this share of its body,
   * for 0 not even that, and cuts the connection. Settles when that is done.
   */
  cutNextPost: (share: number) => Promise<void>;
  close: () => Promise<void>;
};

type Cut = { share: number; done: () => void };

const endOfHead = Buffer.from("\r\n\r\n");
const endOfAnswer = Buffer.from("0\r\n\r\n");

/** Passes everything on to `target`, on an address of its own. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let next: Cut | null = null;
  const server = createServer((browser) => {
    open.add(browser.on("close", () => open.delete(browser)));
    passOn(browser, connect(Number(port), hostname), () => {
      const taken = next;
      next = null;
      return taken;
    });
  });
  await once(server.listen(0, hostname), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  return {
    base: `http://${hostname}:${address.port}`,
    cutNextPost: (share) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      next = { share, done: resolve };
      return promise;
    },
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}

/** Joins two connections, which end together. A POST takes the next cut, if there is one, for its answer. */
function passOn(browser: Socket, upstream: Socket, takeCut: () => Cut | null): void {
  let cut: Cut | null = null;
  let answer = Buffer.alloc(0);
  const end = () => {
    browser.destroy();
    upstream.destroy();
  };
  for (const socket of [browser, upstream]) socket.on("error", end).on("close", end);
  browser.on("data", (sent) => {
    if (sent.indexOf("POST ") === 0) cut = takeCut();
    upstream.write(sent);
  });
  upstream.on("data", (answered) => {
    if (!cut) {
      browser.write(answered);
      return;
    }
    answer = Buffer.concat([answer, answered]);
    if (!answer.subarray(-endOfAnswer.length).equals(endOfAnswer)) return;
    const { done, share } = cut;
    browser.write(partOf(answer, share), () => {
      end();
      done();
    });
  });
}

function partOf(answer: Buffer, share: number): Buffer {
  const head = answer.indexOf(endOfHead) + endOfHead.length;
  return answer.subarray(0, share === 0 ? 0 : Math.ceil(head + (answer.length - head) * share));
}
