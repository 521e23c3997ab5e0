import { z } from "zod";

import { money } from "#lib/data-types/basic.ts";
import { capacityAnswers } from "#lib/data-types/capacity-answers.ts";
import { investorProfile } from "#lib/data-types/investor-profile.ts";
import { checkReport } from "#lib/data-types/outcomes.ts";
import { allocation, constraints } from "#lib/data-types/portfolio.ts";
import { riskAssessment } from "#lib/data-types/risk-assessment.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import type { Fact, Facts, InputUsed } from "./fact.ts";
import { type ExplanationInput, factsOf } from "./facts.ts";
import { countFact, moneyFact, textFact } from "./format-fact.ts";

/** The inputs that `ai.write` knows how to explain, by name. */
const known = z.object({
  profile: investorProfile.optional().catch(undefined),
  assessment: riskAssessment.optional().catch(undefined),
  capacity: capacityAnswers.optional().catch(undefined),
  allocation: allocation.optional().catch(undefined),
  constraints: constraints.optional().catch(undefined),
  checks: checkReport.optional().catch(undefined),
});

const mostFacts = 120;
const deepest = 6;

/**
 * The facts in JSON that a caller supplies. Results of our own steps are recognized. In anything else each number, text
 * and amount of money is a fact under its own name.
 */
export function factsFromJson(data: JsonObject, now: Date): Facts {
  const ours: Readonly<Record<string, unknown>> & ExplanationInput = known.parse(data);
  const facts: Fact[] = [];
  const inputsUsed: InputUsed[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (Object.hasOwn(ours, name) && ours[name] !== undefined) continue;
    const found = leavesOf(value, ["given", name], wordsOf(name));
    facts.push(...found);
    const [only] = found;
    if (only) inputsUsed.push({ label: only.label, value: only.printed, origin: "you" });
  }
  const understood = factsOf(ours, now);
  return {
    facts: [...understood.facts, ...facts].slice(0, mostFacts),
    inputsUsed: [...understood.inputsUsed, ...inputsUsed].slice(0, mostFacts),
    checks: understood.checks,
  };
}

function leavesOf(value: Json, path: readonly string[], label: string): Fact[] {
  const at = path.join(".");
  if (typeof value === "number") return [countFact(at, label, value)];
  if (typeof value === "boolean") return [textFact(at, label, value ? "yes" : "no")];
  if (typeof value === "string") return value.trim() === "" ? [] : [textFact(at, label, value)];
  if (value === null || path.length > deepest) return [];
  const asMoney = money.safeParse(value);
  if (asMoney.success) return [moneyFact(at, label, asMoney.data.amount, asMoney.data.currency)];
  return Object.entries(value)
    .slice(0, mostFacts)
    .flatMap(([name, inner]) =>
      leavesOf(inner, [...path, name], `${label} ${wordsOf(name)}`.slice(0, 200)),
    );
}

/** "expectedReturn" and "expected_return" as "expected return"; places in a list count from 1. */
function wordsOf(name: string): string {
  if (/^\d+$/u.test(name)) return String(Number(name) + 1);
  return name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/gu, " ")
    .replaceAll(/[_\-.]+/gu, " ")
    .trim()
    .toLowerCase();
}
