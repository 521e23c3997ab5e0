import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

type Received = { to: string[]; raw: string; text: string };

export type MailServer = {
  url: string;
  /** The next mail that came and was not asked for before. */
  next: () => Promise<Received>;
  count: () => number;
  refuse: (all: boolean) => void;
  refused: () => number;
  close: () => Promise<void>;
};

/** A real mail server, which keeps what it is given until it is closed. */
export async function mailServer(): Promise<MailServer> {
  const received: Received[] = [];
  let [refuses, refused, given] = [false, 0, 0];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      let raw = "";
      stream.setEncoding("utf8");
      stream.on("data", (piece: string) => (raw += piece));
      stream.on("end", () => {
        if (refuses) {
          refused += 1;
          done(new Error("Not now"));
          return;
        }
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, raw, text: unfolded(raw) });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.server.address() as AddressInfo;
  const next = async () => {
    const until = Date.now() + 30_000;
    while (received.length <= given) {
      if (Date.now() > until) throw new Error("No mail came.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return received[given++]!;
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    next,
    count: () => received.length,
    refuse: (all) => (refuses = all),
    refused: () => refused,
    close,
  };
}

/** The text as its reader sees it: long lines are broken on the way. */
function unfolded(raw: string): string {
  return raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}
