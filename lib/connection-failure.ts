import { causesOf, codeOf } from "#lib/logging/causes.ts";

/**
 * Codes of errors that are the connection's and not the statement's: postgres.js, the socket, and a server that shuts
 * down, was told to end the connection, is not ready yet, or lets nobody in.
 */
const codes =
  /^(?:CONNECTION_.+|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\d{3}|57P0[123]|28000|28P01|3D000)$/u;
const closed = /is not currently accepting connections/u;

/** Whether an error means that the database could not be reached, so that another try may well succeed. */
export function isConnectionFailure(error: unknown): boolean {
  return causesOf(error).some(
    (cause) => codes.test(codeOf(cause) ?? "") || closed.test(cause.message),
  );
}

/** A disk, memory or connections used up, a disk that fails, a server that may only read at the moment. */
const exhausted = /^(?:53\d{3}|58030|25006|ENOSPC|EDQUOT|EMFILE|ENFILE)$/u;
const noSpace = /^(?:53100|ENOSPC|EDQUOT)$/u;

/**
 * Whether an error tells that the database or its machine has no room or no hands left: nothing is wrong with what was
 * asked.
 */
export function isExhausted(error: unknown): boolean {
  return causesOf(error).some((cause) => exhausted.test(codeOf(cause) ?? ""));
}

/** Whether an error tells of the database's state and not of what was asked: the same again may well succeed, later. */
export function isOutage(error: unknown): boolean {
  return isConnectionFailure(error) || isExhausted(error);
}

/** Whether it is the disk that has no room left. */
export function isDiskFull(error: unknown): boolean {
  return causesOf(error).some((cause) => noSpace.test(codeOf(cause) ?? ""));
}

/**
 * Whether PostgreSQL refused a value as such: a number beyond its type, the null character, what is no text, no date,
 * no id. What was asked cannot be, whoever asks again.
 */
export function isUnreadableValue(error: unknown): boolean {
  return causesOf(error).some((cause) =>
    /^22(?:003|007|008|021|P02|P03|P05)$/u.test(codeOf(cause) ?? ""),
  );
}

/** An error like the connection's own errors: the database did not answer. */
export function connectionFailure(message: string): Error {
  return Object.assign(new Error(message), { code: "CONNECT_TIMEOUT" });
}
