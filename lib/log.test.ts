import { afterEach, expect, test, vi } from "vitest";

import { log } from "./log.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("writes one line of JSON with an error's cause and code in it", () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => {});
  const cause = Object.assign(new Error("disk full"), { code: "ENOSPC" });
  log.error("cannot save", { runs: 3n, error: new Error("failed", { cause }) });
  const line = String(written.mock.calls[0]?.[0]);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({
    level: "error",
    message: "cannot save",
    runs: "3",
    error: { message: "failed", cause: { message: "disk full", code: "ENOSPC" } },
  });
});

test("leaves out what is below the level", () => {
  const written = vi.spyOn(console, "debug").mockImplementation(() => {});
  log.debug("detail");
  expect(written).not.toHaveBeenCalled();
});

test("whatever was thrown, it is logged, and not at any length", () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const circular: Record<string, unknown> = { name: "circle" };
  circular["self"] = circular;
  const hostile = {
    toJSON: () => {
      throw new Error("no");
    },
  };
  for (const error of [undefined, "text", circular, hostile, Symbol("s"), "x".repeat(5_000_000)]) {
    log.error("it broke", { error });
  }
  const lines = logged.mock.calls.map(([line]) => String(line));
  expect(lines).toHaveLength(6);
  expect(lines[2]).toContain("circle");
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ level: "error", message: "it broke" });
    expect(line.length).toBeLessThan(30_000);
  }
});
