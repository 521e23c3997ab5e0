import { parseOptions } from "@node-rs/argon2";
import { expect, test } from "vitest";

import { decoyHash, hashPassword, passwordMatches } from "./password.ts";

test("a password matches its own hash only, and two hashes of it differ", async () => {
  const [first, second] = await Promise.all([
    hashPassword("open sesame"),
    hashPassword("open sesame"),
  ]);
  expect(first).toMatch(/^\$argon2id\$/);
  expect(first).not.toBe(second);
  expect(await passwordMatches(first, "open sesame")).toBe(true);
  expect(await passwordMatches(first, "open sesamE")).toBe(false);
});

test("nobody's password never matches", async () => {
  expect(await passwordMatches(undefined, "open sesame")).toBe(false);
  expect(await passwordMatches(null, "")).toBe(false);
});

test("an unknown address costs exactly what a known one does", async () => {
  expect(parseOptions(decoyHash)).toEqual(parseOptions(await hashPassword("open sesame")));
});

test("long passwords count to their last character", async () => {
  const long = "x1".repeat(128);
  const hash = await hashPassword(long);
  expect(await passwordMatches(hash, long)).toBe(true);
  expect(await passwordMatches(hash, `${long.slice(0, -1)}2`)).toBe(false);
});
