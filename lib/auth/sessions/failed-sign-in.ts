import { log } from "#lib/log.ts";

/**
 * What callers can bring about by sending nonsense: a cookie nobody sealed, a form nobody made, a way in there is not.
 */
const callersOwn = new Set([
  "JWTSessionError",
  "SessionTokenError",
  "MissingCSRF",
  "InvalidCallbackUrl",
  "InvalidCheck",
  "UnknownAction",
  "InvalidProvider",
]);

/**
 * Logs what next-auth could not do. A refused password is no failure; what a caller made up is told of by its kind
 * alone, and without a stack: anybody can send any number of garbage cookies.
 */
export function logFailedSignIn(error: Error): void {
  const type = "type" in error && typeof error.type === "string" ? error.type : "";
  if (type === "CredentialsSignin") return;
  const unknownWay = error.message.startsWith("Provider with id");
  if (callersOwn.has(type) || error instanceof SyntaxError || unknownWay) {
    log.debug("a request to sign in could not be read", { type: type || error.name });
  } else log.error("sign-in failed", { error });
}
