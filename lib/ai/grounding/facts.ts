import type { z } from "zod";

import type { CapacityAnswers } from "#lib/data-types/capacity-answers.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { checkReport } from "#lib/data-types/outcomes.ts";
import type { Allocation, Constraints } from "#lib/data-types/portfolio.ts";
import type { RiskAssessment } from "#lib/data-types/risk-assessment.ts";

import { allocationFacts } from "./allocation-facts.ts";
import type { Facts } from "./fact.ts";
import { percentFact, printPercent, textFact } from "./format-fact.ts";
import { assessmentFacts, capacityFacts, profileFacts } from "./person-facts.ts";

type CheckReport = z.output<typeof checkReport>;

/** What an explanation may be written from. Nothing is required: a text says only what it was given. */
export type ExplanationInput = {
  readonly profile?: InvestorProfile | undefined;
  readonly assessment?: RiskAssessment | undefined;
  readonly capacity?: CapacityAnswers | undefined;
  readonly allocation?: Allocation | undefined;
  readonly constraints?: Constraints | undefined;
  readonly checks?: CheckReport | undefined;
};

const mostFacts = 120;

/**
 * The labelled figures that a text may use, the inputs they come from and the checks on them. The model sees only these
 * figures, so nothing else can be said. Without `now` the age of data is not checked.
 */
export function factsOf(input: ExplanationInput, now: Date | null): Facts {
  const parts: Facts[] = [];
  if (input.profile) parts.push(profileFacts(input.profile));
  if (input.assessment) parts.push(assessmentFacts(input.assessment));
  if (input.capacity) parts.push(capacityFacts(input.capacity));
  if (input.allocation) parts.push(allocationFacts(input.allocation, now));
  if (input.constraints) parts.push(constraintFacts(input.constraints));
  if (input.checks) parts.push(reportFacts(input.checks));
  return {
    facts: parts.flatMap(({ facts }) => facts).slice(0, mostFacts),
    inputsUsed: parts.flatMap(({ inputsUsed }) => inputsUsed),
    checks: eachOnce(parts.flatMap(({ checks }) => checks)),
  };
}

/** A workflow may repeat a check. The reader sees it once, and never as passed where it failed another time. */
function eachOnce(checks: Facts["checks"]): Facts["checks"] {
  const byLabel = new Map<string, Facts["checks"][number]>();
  for (const check of checks) {
    if (byLabel.get(check.label)?.passed !== false) byLabel.set(check.label, check);
  }
  return [...byLabel.values()];
}

function constraintFacts({ bounds, rows, targetVolatility }: Constraints): Facts {
  const limited = Object.entries(bounds ?? {}).slice(0, 30);
  return {
    facts: [
      ...(targetVolatility === undefined
        ? []
        : [
            percentFact(
              "constraints.targetVolatility",
              "Volatility limit a year",
              targetVolatility,
            ),
          ]),
      ...limited.flatMap(([assetClass, { max, min }]) => [
        ...(max === undefined
          ? []
          : [percentFact(`constraints.max.${assetClass}`, `Most allowed in ${assetClass}`, max)]),
        ...(min === undefined || min === 0
          ? []
          : [percentFact(`constraints.min.${assetClass}`, `Least allowed in ${assetClass}`, min)]),
      ]),
      ...(rows ?? [])
        .slice(0, 10)
        .map(({ id, meaning }) => textFact(`constraints.rows.${id}`, "Limit", meaning)),
    ],
    inputsUsed: largest(limited.map(([, { max }]) => max)),
    checks: [],
  };
}

function largest(limits: readonly (number | undefined)[]): Facts["inputsUsed"] {
  const known = limits.filter((limit) => limit !== undefined);
  if (known.length === 0) return [];
  return [
    {
      label: "Most in one kind of investment",
      value: printPercent(Math.max(...known), 0),
      origin: "data",
    },
  ];
}

function reportFacts({ checks }: CheckReport): Facts {
  return {
    facts: checks
      .slice(0, 20)
      .map(({ id, label, message }) => textFact(`checks.${id}`, label, message)),
    inputsUsed: [],
    checks: checks.map(({ id, label, message, passed }) => ({
      id: `report.${id}`,
      label,
      passed,
      detail: passed ? "" : message,
    })),
  };
}
