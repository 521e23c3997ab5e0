import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import {
  capabilities,
  type Capability,
  includes,
  requireCapability,
  standings,
} from "./capabilities.ts";

test("docs/security.md prints the table as it is", () => {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table
  const names = Object.keys(capabilities) as Capability[];
  const rows = names.map((name) => {
    const cells = standings.map((standing) => (includes(standing, name) ? "yes" : "no"));
    return [`\`${name}\``, capabilities[name].means].concat(cells);
  });
  const document = readFileSync("docs/security.md", "utf8");
  const printed = document
    .split("\n")
    .filter((line) => /^\| `[a-z]+\.[A-Za-z]+` +\|/u.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(printed).toEqual(rows);
});

test("a guest is told what to do, everybody else whom to ask", () => {
  const guest = { guest: true, role: "user" } as const;
  const person = { guest: false, role: "user" } as const;
  expect(() => requireCapability(guest, "tokens.make")).toThrow("/sign-up");
  expect(() => requireCapability(person, "tokens.make")).not.toThrow();
  expect(() => requireCapability(person, "audit.read")).toThrow("Ask whoever runs");
  expect(() => requireCapability({ guest: false, role: "author" }, "audit.read")).toThrow(
    "Ask whoever",
  );
  expect(() => requireCapability({ guest: false, role: "admin" }, "audit.read")).not.toThrow();
});
