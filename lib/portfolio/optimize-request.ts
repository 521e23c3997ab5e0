import { z } from "zod";

import { asDecimal } from "#lib/data-types/decimal-share.ts";
import { constraints } from "#lib/data-types/portfolio.ts";
import { capitalMarketAssumptions } from "#lib/finance/estimate/assumptions.ts";

const classes: ReadonlySet<string> = new Set(
  capitalMarketAssumptions.assetClasses.map(({ id }) => id),
);
const largestCoefficient = 1_000;

/** Ids of built-in limits. */
const takenId = /^(?:budget|volatility|return|turnover|min:.*|max:.*)$/u;

/**
 * A request to the solver without a run: limits as a plan has them, most return at 8.5% volatility by default.
 * Everything that cannot be meant is refused with its place.
 */
export const optimizeRequest = constraints
  .extend({ objective: constraints.shape.objective.default("max_return") })
  .superRefine(({ assetClasses, bounds = {}, rows = [] }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const chosen = new Set(assetClasses ?? classes);
    const knownOrRefused = (id: string, path: (string | number)[]) => {
      if (!classes.has(id)) refuse(path, `There is no asset class "${id}"`);
      else if (!chosen.has(id)) refuse(path, `"${id}" is not among the assetClasses`);
    };
    assetClasses?.forEach((id, i) => knownOrRefused(id, ["assetClasses", i]));
    if (assetClasses && chosen.size < assetClasses.length)
      refuse(["assetClasses"], "Name each asset class once");
    for (const [id, { min = 0, max = 1 }] of Object.entries(bounds)) {
      knownOrRefused(id, ["bounds", id]);
      if (min > max) refuse(["bounds", id], "The min is above the max");
    }
    rows.forEach((row, i) => {
      for (const [id, coefficient] of Object.entries(row.coef)) {
        knownOrRefused(id, ["rows", i, "coef", id]);
        if (Math.abs(coefficient) > largestCoefficient)
          refuse(["rows", i, "coef", id], `Use a number between -1000 and 1000`);
      }
      const isShare = Object.values(row.coef).every((c) => Math.abs(c) <= 1);
      for (const side of ["min", "max"] as const)
        if (isShare && Math.abs(row[side] ?? 0) > 1)
          refuse(["rows", i, side], asDecimal(row[side]));
      if (row.min === undefined && row.max === undefined)
        refuse(["rows", i], "Give a min, a max or both");
      if (row.min !== undefined && row.max !== undefined && row.min > row.max)
        refuse(["rows", i], "The min is above the max");
      if (takenId.test(row.id) || rows.findIndex(({ id }) => id === row.id) < i)
        refuse(["rows", i, "id"], "Choose another id: this one is taken");
    });
  });

export type OptimizeRequest = z.output<typeof optimizeRequest>;
