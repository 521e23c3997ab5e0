import { z } from "zod";

import { heldCount, printMonth } from "#lib/ai/grounding/allocation-facts.ts";
import { investorProfile } from "#lib/data-types/investor-profile.ts";
import { checkReport } from "#lib/data-types/outcomes.ts";
import { allocation } from "#lib/data-types/portfolio.ts";
import { riskAssessment } from "#lib/data-types/risk-assessment.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

const known = z.object({
  profile: investorProfile.optional().catch(undefined),
  assessment: riskAssessment.optional().catch(undefined),
  allocation: allocation.optional().catch(undefined),
  checks: checkReport.optional().catch(undefined),
});

/** What a text is written from, in one line: "your answers, risk level 3 of 5, 8 kinds of investments (July 2026)". */
export function sourcesLine(input: JsonObject): string {
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
