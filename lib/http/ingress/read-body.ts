import { IncomingMessage } from "node:http";

import { AppError } from "#lib/errors.ts";

import type { BodyLimit } from "./body-limits.ts";
import { refusal } from "./sentence-for-people.ts";

/** What all bodies together may hold of this process's memory, and those from one address. */
const mebibyte = 1024 * 1024;
const room = { all: 128 * mebibyte, address: 16 * mebibyte };

/** The caller left before the body was there: nobody waits for an answer. */
export class CallerLeft extends Error {
  override readonly name = "CallerLeft";
}

/** Whether a request says that it has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * Refuses, by its headers alone, a body that is too large or packed: a small packed body may be as large as a disk once
 * it is unpacked, and nothing that people or programs send here needs it.
 */
export function refuseBody({ headers }: IncomingMessage, { bytes, words }: BodyLimit): void {
  const packing = headers["content-encoding"] ?? "identity";
  const transfer = headers["transfer-encoding"] ?? "chunked";
  if (packing !== "identity" || transfer.toLowerCase() !== "chunked") {
    throw new AppError("unsupported", "Send the body as it is, without compression.");
  }
  if (Number(headers["content-length"] ?? 0) > bytes) throw tooLarge(words);
}

/** How much of their bodies the requests hold that are being read or answered. */
export class HeldBodies {
  #all = 0;
  readonly #byAddress = new Map<string, number>();

  /** Takes room for a piece, or refuses it with `unavailable`. */
  take(address: string, bytes: number): void {
    const held = this.#byAddress.get(address) ?? 0;
    if (this.#all + bytes > room.all || held + bytes > room.address) {
      const sentence = "Too much is being sent at once. Wait a moment, then send it again.";
      throw new AppError("unavailable", sentence, { retryAfterSeconds: 5 });
    }
    this.#all += bytes;
    this.#byAddress.set(address, held + bytes);
  }

  giveBack(address: string, bytes: number): void {
    const held = (this.#byAddress.get(address) ?? 0) - bytes;
    this.#all -= bytes;
    if (held > 0) this.#byAddress.set(address, held);
    else this.#byAddress.delete(address);
  }
}

/**
 * The body of a request, read in full before anybody works on it. It is counted while it comes, whatever its headers
 * say, and given up on once it is too large or takes too long. `take` is told of every piece and may refuse it.
 */
export async function readWholeBody(
  request: IncomingMessage,
  { bytes, ms, words }: BodyLimit,
  take: (bytes: number) => void,
): Promise<Buffer<ArrayBuffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer<ArrayBuffer>>();
  const pieces: Buffer[] = [];
  let size = 0;
  const onData = (piece: Buffer) => {
    size += piece.length;
    try {
      if (size > bytes) throw tooLarge(words);
      take(piece.length);
      pieces.push(piece);
    } catch (error) {
      reject(error);
    }
  };
  const onEnd = () => resolve(Buffer.concat(pieces));
  const onLeft = () => reject(new CallerLeft("The caller left."));
  const timer = setTimeout(() => reject(tooSlow(ms)), ms);
  request.on("data", onData).on("end", onEnd).on("error", onLeft).on("close", onLeft);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    // What still comes is nobody's; the listener for errors stays, since one without a listener ends the process.
    request.off("data", onData).off("end", onEnd);
  }
}

/** The same request with its body there to be read: what works on it sees one that has arrived in full. */
export function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const whole = new IncomingMessage(request.socket);
  const { httpVersion, httpVersionMajor, httpVersionMinor, method, rawHeaders, url } = request;
  const headers = { ...request.headers, "content-length": String(body.length) };
  delete headers["transfer-encoding"];
  Object.assign(whole, {
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    method,
    rawHeaders,
    url,
  });
  whole.headers = headers;
  whole.complete = true;
  whole.push(body);
  whole.push(null);
  return whole;
}

function tooLarge(words: string): AppError {
  const rest = `is larger than ${words}, which is the most that can be taken. Send less at once.`;
  return new AppError("too_large", refusal(rest));
}

function tooSlow(ms: number): AppError {
  const seconds = Math.round(ms / 1_000);
  const rest = `did not arrive within ${seconds} seconds. Check the connection, then send it again.`;
  return new AppError("too_slow", refusal(rest));
}
