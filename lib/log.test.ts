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
