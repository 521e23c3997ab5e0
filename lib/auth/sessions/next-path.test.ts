import { expect, test } from "vitest";

import { safeNextPath, signInPath } from "./next-path.ts";

test.each(["/runs/7?step=risk#top", "/templates", "/home", "/sign-ins"])("keeps %s", (path) => {
  expect(safeNextPath(path)).toBe(path);
});

test.each([
  undefined,
  null,
  ["/runs"],
  "",
  "runs",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n//evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "javascript:alert(1)",
  " //evil.example",
  "/api/executions",
  "/sign-in?next=/sign-in",
  "/x".repeat(1500),
])("leads %j home", (wanted) => {
  expect(safeNextPath(wanted)).toBe("/home");
});

test("the sign-in page remembers where to go on", () => {
  expect(signInPath("/runs/7?a=b")).toBe("/sign-in?next=%2Fruns%2F7%3Fa%3Db");
  expect(signInPath("//evil.example")).toBe("/sign-in");
});
