import { expect, test } from "vitest";

import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { sampleCatalog } from "#tests/support/definitions.ts";
import { mistakes } from "#tests/support/mistakes.ts";

import { validateDefinition } from "./validate-definition.ts";

function problemsOf(document: unknown) {
  return validateDefinition(document, sampleCatalog).problems;
}

test.each(mistakes)("%s: %s", (_, code, document, message, fixable) => {
  const [problem, ...others] = problemsOf(document).filter((one) => one.code === code);
  const messages = [problem, ...others].map((one) => one?.message).join("\n");
  expect(messages).toMatch(message);
  expect(problem?.severity).toBe("error");
  expect([problem, ...others].some((one) => one?.fix)).toBe(fixable === "fixed");
  let repaired: unknown = document;
  for (let iteration = 0; iteration < 4; iteration++) {
    const fix = problemsOf(repaired).find((one) => one.fix)?.fix;
    if (fix) repaired = applyQuickFix(repaired, fix);
  }
  expect(validateDefinition(repaired, sampleCatalog).ok || fixable === "no fix").toBe(true);
});
