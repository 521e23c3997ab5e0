import { expect, test } from "vitest";

import {
  isConnectionFailure,
  isExhausted,
  isOutage,
  isUnreadableValue,
} from "./connection-failure.ts";

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

test("what next-auth and a joint error were caused by counts too, and a circle has an end", () => {
  const joint = new AggregateError([coded("ECONNREFUSED")], "all failed");
  const wrapped = new Error("sign-in failed", { cause: { err: joint, provider: "guest" } });
  expect(isConnectionFailure(wrapped)).toBe(true);
  const circle = new Error("round");
  circle.cause = circle;
  expect(isConnectionFailure(circle)).toBe(false);
});

test.each(["53100", "53200", "53300", "58030", "25006", "ENOSPC", "EMFILE"])(
  "%s says that there is no room, and the same again may succeed",
  (code) => {
    expect(isExhausted(coded(code))).toBe(true);
    expect(isOutage(new Error("Failed query", { cause: coded(code) }))).toBe(true);
    expect(isConnectionFailure(coded(code))).toBe(false);
  },
);

test.each(["22003", "22021", "22P02", "22P05", "22007", "22008"])(
  "%s is about a value, and no outage",
  (code) => {
    expect(isUnreadableValue(new Error("Failed query", { cause: coded(code) }))).toBe(true);
    expect(isOutage(coded(code))).toBe(false);
  },
);

test("a broken constraint is neither", () => {
  expect(isUnreadableValue(coded("23505"))).toBe(false);
  expect(isExhausted(coded("23505"))).toBe(false);
});
