import { expect, test } from "vitest";

import { setForwardedFor } from "./forwarded-for.ts";

test("a caller is counted by the address of its connection, whatever it says of itself", () => {
  const headers = { "x-forwarded-for": "203.0.113.9", host: "localhost" };
  setForwardedFor(headers, "127.0.0.1");
  expect(headers).toEqual({ "x-forwarded-for": "127.0.0.1", host: "localhost" });
});

test("a connection without an address leaves no made-up one behind", () => {
  const headers = { "x-forwarded-for": "203.0.113.9" };
  setForwardedFor(headers, undefined);
  expect(headers).toEqual({});
});
