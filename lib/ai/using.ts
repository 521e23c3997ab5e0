import { z } from "zod";

import type { JsonObject } from "#lib/engine/json.ts";
import { investorProfile } from "#lib/steps/data-types/investor-profile.ts";
import { checkReport } from "#lib/steps/data-types/outcomes.ts";
import { allocation } from "#lib/steps/data-types/portfolio.ts";
import { riskAssessment } from "#lib/steps/data-types/risk-assessment.ts";

import { heldCount, printMonth } from "./allocation-facts.ts";

const known = z.object({
  profile: investorProfile.optional().catch(undefined),
  assessment: riskAssessment.optional().catch(undefined),
  allocation: allocation.optional().catch(undefined),
  checks: checkReport.optional().catch(undefined),
});

/** What a text is written from, in one line: "your answers, risk level 3 of 5, 8 kinds of investments (July 2026)". */
export function usingLine(input: JsonObject): string {
  const { allocation: plan, assessment, checks, profile } = known.parse(input);
  const parts = [
    profile && "your answers",
    assessment && `risk level ${assessment.level} of 5`,
    plan &&
      `${heldCount(plan)} kinds of investments (assumptions of ${printMonth(plan.assumptions.asOf)})`,
    checks && `${checks.checks.length} checks`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(", ") : "no earlier results";
}
