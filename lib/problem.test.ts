import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";

import { AppError } from "./errors.ts";
import { expectedFailure, toProblem } from "./problem.ts";
import { StepFailure } from "./step-failure.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("an expected failure keeps its words and fields, and only logs its cause", () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const error = new AppError("conflict", "This run has moved on.", {
    cause: new Error("row version 3"),
    fields: { revision: ["It is 4 by now"] },
  });
  expect(toProblem(error)).toEqual({
    code: "conflict",
    message: "This run has moved on.",
    fields: { revision: ["It is 4 by now"] },
  });
  expect(warned.mock.calls[0]?.[0]).toContain("row version 3");
});

test("validation messages stand under the dotted path of their field", () => {
  const schema = z.object({ a: z.object({ b: z.array(z.number("Enter a number")) }) });
  const { error } = schema.safeParse({ a: { b: [1, "x"] } });
  expect(toProblem(error)).toEqual({
    code: "invalid",
    message: "There is a problem",
    fields: { "a.b.1": ["Enter a number"] },
  });
});

test("what concerns the whole input stands under the empty path, once", () => {
  const whole = z.object({}).refine(() => false, "Weights must total 100%");
  const { error } = z.intersection(whole, whole).safeParse({});
  expect(toProblem(error).fields).toEqual({ "": ["Weights must total 100%"] });
});

test("a bug shows only a reference that the log holds too", () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const problem = toProblem(new TypeError("secret detail"));
  expect(problem.code).toBe("internal");
  expect(problem.message).not.toContain("secret");
  const line = JSON.parse(String(logged.mock.calls[0]?.[0]));
  expect(problem.message).toContain(line.reference);
  expect(line.error).toMatchObject({ name: "TypeError", message: "secret detail" });
});

test.each([
  ["rate_limited", "rate_limited"],
  ["infeasible", "invalid"],
  ["invalid_limits", "invalid"],
  ["ai_busy", "unavailable"],
  ["ai_key", "unavailable"],
  ["ai_malformed", "unavailable"],
])("work that fails with %s is %s to whoever asked for it directly", (code, expected) => {
  expect(toProblem(new StepFailure(code, "Not now."))).toEqual({
    code: expected,
    message: "Not now.",
  });
});

test("the wait that a failure asks for is kept, in whole seconds", () => {
  const busy = new StepFailure("ai_busy", "Busy.", { retryAfterMs: 2_100 });
  expect(expectedFailure(busy)?.retryAfterSeconds).toBe(3);
  expect(expectedFailure(new StepFailure("ai_busy", "Busy."))?.retryAfterSeconds).toBeUndefined();
  expect(expectedFailure(new TypeError("a bug"))).toBeNull();
});

test("a database that is away is no bug, and asking again helps", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const cut = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" });
  expect(toProblem(new Error("Failed query", { cause: cut }))).toEqual({
    code: "unavailable",
    message: expect.stringContaining("Try again"),
  });
});

test.each([
  ["53100", "unavailable", /disk of the service is full/u],
  ["ENOSPC", "unavailable", /disk of the service is full/u],
  ["53300", "unavailable", /no room for more/u],
  ["22003", "invalid", /too large/u],
  ["22021", "invalid", /cannot be kept/u],
])("%s of the database is %s in words", (code, expected, sentence) => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const cause = Object.assign(new Error("It says why"), { code });
  const problem = toProblem(new Error("Failed query", { cause }));
  expect(problem).toEqual({ code: expected, message: expect.stringMatching(sentence) });
});
