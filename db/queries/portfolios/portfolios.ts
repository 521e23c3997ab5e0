import { and, asc, desc, eq } from "drizzle-orm";

import type { Database } from "#db/client.ts";
import { portfolioHoldings, portfolios } from "#db/schema/portfolios.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

export type PortfolioHolding = {
  assetClass: string;
  label: string;
  ticker: string;
  weight: number;
  amount: number;
};

type NewPortfolio = {
  ownerId: string;
  executionId: string;
  stepId: string;
  name: string;
  amount: number;
  currency: string;
  expectedReturn: number;
  volatility: number;
  riskLevel: number | null;
  report: JsonObject;
  holdings: readonly PortfolioHolding[];
  now: Date;
};

/**
 * Saves the result of a step of a run. The same step saving again, because its job ran twice or an earlier answer
 * changed, replaces what it saved before and keeps its id. Call inside a transaction.
 */
export async function savePortfolio(
  tx: Database,
  { holdings, now, ...values }: NewPortfolio,
): Promise<{ id: string; name: string }> {
  const { ownerId: _, executionId: __, stepId: ___, ...changing } = values;
  const [saved] = await tx
    .insert(portfolios)
    .values({ ...values, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: [portfolios.executionId, portfolios.stepId],
      set: { ...changing, updatedAt: now },
    })
    .returning({ id: portfolios.id, name: portfolios.name });
  const { id } = saved!;
  await tx.delete(portfolioHoldings).where(eq(portfolioHoldings.portfolioId, id));
  if (holdings.length > 0) {
    await tx
      .insert(portfolioHoldings)
      .values(
        holdings.map((holding, position) => Object.assign({ portfolioId: id, position }, holding)),
      );
  }
  return saved!;
}

export type PortfolioSummary = {
  id: string;
  executionId: string;
  name: string;
  amount: number;
  currency: string;
  expectedReturn: number;
  volatility: number;
  riskLevel: number | null;
  createdAt: Date;
  updatedAt: Date;
};

const summaryColumns = {
  id: portfolios.id,
  executionId: portfolios.executionId,
  name: portfolios.name,
  amount: portfolios.amount,
  currency: portfolios.currency,
  expectedReturn: portfolios.expectedReturn,
  volatility: portfolios.volatility,
  riskLevel: portfolios.riskLevel,
  createdAt: portfolios.createdAt,
  updatedAt: portfolios.updatedAt,
};

/** A person's saved plans, the newest first. */
export async function listPortfolios(
  db: Database,
  params: { ownerId: string; limit?: number },
): Promise<PortfolioSummary[]> {
  return await db
    .select(summaryColumns)
    .from(portfolios)
    .where(eq(portfolios.ownerId, params.ownerId))
    .orderBy(desc(portfolios.createdAt), desc(portfolios.id))
    .limit(params.limit ?? 100);
}

export type PortfolioRow = PortfolioSummary & { report: JsonObject; holdings: PortfolioHolding[] };

/** A saved plan with what it holds; `null` covers both "no such plan" and "not yours". */
export async function getPortfolio(
  db: Database,
  params: { portfolioId: string; ownerId: string },
): Promise<PortfolioRow | null> {
  const [row] = await db
    .select({ ...summaryColumns, report: portfolios.report })
    .from(portfolios)
    .where(and(eq(portfolios.id, params.portfolioId), eq(portfolios.ownerId, params.ownerId)));
  if (!row) return null;
  const holdings = await db
    .select({
      assetClass: portfolioHoldings.assetClass,
      label: portfolioHoldings.label,
      ticker: portfolioHoldings.ticker,
      weight: portfolioHoldings.weight,
      amount: portfolioHoldings.amount,
    })
    .from(portfolioHoldings)
    .where(eq(portfolioHoldings.portfolioId, row.id))
    .orderBy(asc(portfolioHoldings.position));
  return { ...row, holdings };
}
