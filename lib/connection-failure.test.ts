import { expect, test } from "vitest";

import { isConnectionFailure } from "./connection-failure.ts";

const coded = (code: string, cause?: Error) =>
  Object.assign(new Error("It broke", { cause }), { code });

test.each(["CONNECTION_CLOSED", "CONNECT_TIMEOUT", "ECONNRESET", "57P01", "57P03", "08006"])(
  "%s is the connection's, also as the cause of another error",
  (code) => {
    expect(isConnectionFailure(coded(code))).toBe(true);
    expect(isConnectionFailure(new Error("Failed query", { cause: coded(code) }))).toBe(true);
  },
);

test.each([coded("23505"), coded("57014"), coded("ENOENT"), new Error("a bug"), "57P01", null])(
  "%o is not",
  (error) => {
    expect(isConnectionFailure(error)).toBe(false);
  },
);
