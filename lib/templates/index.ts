import { checkMyHoldings } from "./check-my-holdings.ts";
import { checkMyRiskLevel } from "./check-my-risk-level.ts";
import { createAPortfolio } from "./create-a-portfolio.ts";
import { investALumpSum } from "./invest-a-lump-sum.ts";
import type { Template } from "./template.ts";

/** The built-in workflows, in the order the gallery shows them. To add one, write its file and list it here. */
export const templates: readonly Template[] = [
  createAPortfolio,
  checkMyRiskLevel,
  investALumpSum,
  checkMyHoldings,
];
