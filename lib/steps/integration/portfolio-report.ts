import { z } from "zod";

import { explanation } from "#lib/data-types/explanation.ts";
import { investorProfile } from "#lib/data-types/investor-profile.ts";
import { checkReport } from "#lib/data-types/outcomes.ts";
import { allocation, projection, riskTable } from "#lib/data-types/portfolio.ts";
import { riskAssessment } from "#lib/data-types/risk-assessment.ts";

/** All that the report of a saved plan shows, as it was when the plan was saved. */
export const portfolioReport = z.strictObject({
  profile: investorProfile.nullable(),
  assessment: riskAssessment.nullable(),
  allocation,
  risk: riskTable.nullable(),
  projection: projection.nullable(),
  checks: checkReport.nullable(),
  explanation: explanation.nullable(),
});

export type PortfolioReport = z.output<typeof portfolioReport>;
