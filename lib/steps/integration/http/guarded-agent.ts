import { lookup } from "node:dns/promises";
import { isIP, type Socket } from "node:net";
import { callbackify } from "node:util";

import { Agent, buildConnector } from "undici";

import { isPublicAddress } from "./addresses.ts";

/** The server's address is not one that workflows may call. */
export class AddressNotAllowed extends Error {
  override readonly name = "AddressNotAllowed";
}

/**
 * An agent whose every connection goes to a public address, or to one of the `host:port` pairs in `allow`. A name is
 * resolved once, all of its addresses are checked, and the connection goes to a checked one. So a name cannot point
 * elsewhere in between. The certificate is still checked against the name.
 */
export function guardedAgent(allow: readonly string[], timeoutMs: number): Agent {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  const open = callbackify(async (options: buildConnector.Options): Promise<Socket> => {
    const hostname = options.hostname.replaceAll(/^\[|\]$/gu, "");
    const port = options.port || (options.protocol === "https:" ? "443" : "80");
    const isAllowed = allow.includes(`${hostname}:${port}`);
    const address = await resolve(hostname, isAllowed);
    const servername = options.servername ?? (isIP(hostname) ? "" : hostname);
    const socket = await connected(connect, {
      ...options,
      hostname: address,
      port,
      ...(servername !== "" && { servername }),
    });
    if (isAllowed || leadsOut(socket)) return socket;
    socket.destroy();
    throw new AddressNotAllowed(hostname);
  });
  return new Agent({
    connect(options, callback) {
      open(options, (error, socket) => (error ? callback(error, null) : callback(null, socket)));
    },
  });
}

async function connected(
  connect: buildConnector.connector,
  options: buildConnector.Options,
): Promise<Socket> {
  return await new Promise((done, refused) => {
    connect(options, (error, socket) => (error ? refused(error) : done(socket)));
  });
}

async function resolve(hostname: string, isAllowed: boolean): Promise<string> {
  const found = isIP(hostname) ? [{ address: hostname }] : await lookup(hostname, { all: true });
  const [first] = found;
  if (!first) throw new AddressNotAllowed(hostname);
  if (!isAllowed && !found.every(({ address }) => isPublicAddress(address)))
    throw new AddressNotAllowed(hostname);
  return first.address;
}

function leadsOut({ remoteAddress }: Socket): boolean {
  return remoteAddress !== undefined && isPublicAddress(remoteAddress);
}
