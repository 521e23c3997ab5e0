/**
 * Codes of errors of the connection and not of the statement: postgres.js, the socket, and a server that shuts down,
 * was told to end the connection, or is not ready yet.
 */
const codes =
  /^(?:CONNECTION_.+|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\d{3}|57P0[123])$/u;

/** Whether an error means that the database could not be reached, so that another try may well succeed. */
export function isConnectionFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && codes.test(cause.code)) return true;
  }
  return false;
}

/** An error like the connection's own errors: the database did not answer. */
export function connectionFailure(message: string): Error {
  return Object.assign(new Error(message), { code: "CONNECT_TIMEOUT" });
}
