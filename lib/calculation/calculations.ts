import { frontier } from "#lib/finance/optimize/frontier.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import { project } from "#lib/finance/outlook/projection.ts";
import { riskTable } from "#lib/finance/outlook/risk-table.ts";
import { optimizeScenarios } from "#lib/finance/scenario/optimize.ts";

/** The calculations that may take long, by the name under which a thread is asked for them. */
const calculations = { optimize, frontier, optimizeScenarios, project, riskTable };

export type CalculationName = keyof typeof calculations;
export type InputOf<N extends CalculationName> = Parameters<(typeof calculations)[N]>[0];
export type AnswerOf<N extends CalculationName> = Awaited<ReturnType<(typeof calculations)[N]>>;

/** A portfolio of this many assets is solved in about 20 ms, which other requests may wait for. */
const smallPortfolio = 100;

const isLarge: { [N in CalculationName]: (input: InputOf<N>) => boolean } = {
  optimize: ({ assets }) => assets.length > smallPortfolio,
  frontier: ({ assets }) => assets.length > smallPortfolio,
  optimizeScenarios: () => true,
  project: () => true,
  riskTable: () => true,
};

/** Whether a calculation would block everything else on its thread: large portfolios, scenarios, simulations. */
export function needsThread<N extends CalculationName>(name: N, input: InputOf<N>): boolean {
  return isLarge[name](input);
}

/** Runs a calculation on this thread. Its input must fit its name, as `calculate` makes sure. */
export async function calculateHere(name: CalculationName, input: unknown): Promise<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and input fit
  const work = calculations[name] as (given: unknown) => unknown;
  return await work(input);
}
