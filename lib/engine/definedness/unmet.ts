import type { Guard } from "#lib/engine/proof/model.ts";

import type { Demand } from "./demands.ts";
import { follows } from "./entailed.ts";
import { both } from "./logic.ts";

/** What an expression needs of steps, where: whether they have completed is for the paths of the workflow to say. */
export type StepRead = {
  readonly step: number;
  readonly source: string;
  readonly under: Guard | null;
};

export type Unmet = {
  /** One sentence for each value that may be missing for other reasons, and for each calculation without a result. */
  readonly problems: readonly string[];
  readonly reads: readonly StepRead[];
};

/** What neither the expression's own conditions nor what is `known` where it is evaluated make certain. */
export function unmet(demands: readonly Demand[], known: Guard | null): Unmet {
  const problems = new Set<string>();
  const reads: StepRead[] = [];
  for (const { fact, under } of demands) {
    const all = both(known, under);
    if (all && follows(all, fact.need)) continue;
    if (fact.step !== undefined) reads.push({ step: fact.step, source: fact.source, under });
    else problems.add(sentenceOf(fact));
  }
  return { problems: [...problems], reads };
}

function sentenceOf({ kind, source, of = "", at = 0 }: Demand["fact"]): string {
  switch (kind) {
    case "item": {
      const reason = of.startsWith("history.")
        ? `${of} is empty in the first iteration`
        : at > 0
          ? `${of} may have fewer than ${at + 1} items`
          : `${of} may be empty`;
      const asked = at > 0 ? `size(${of}) > ${at}` : `size(${of}) > 0`;
      return at < 0
        ? `${source} is never there: places in a list are counted from 0. Write ${of}[size(${of}) - ${-at}] for one from its end.`
        : `${reason}, so ${source} may be missing. Write ${asked} ? ${source} : …, or coalesce(${source}, …), to say what to use then.`;
    }
    case "entry":
      return `${of} may have nothing at that place, so ${source} may be missing. Write coalesce(${source}, …) to say what to use then.`;
    case "numbers":
      return `${of} may be empty, and then ${source} has no value. Write size(${of}) > 0 ? ${source} : … to say what to use then.`;
    case "divisor":
      return `${of} may be 0, and nothing can be divided by 0. Write ${of} != 0 ? ${source} : … to say what to use then.`;
    case "completed":
    case "optional":
      return `${source} may be missing. Write coalesce(${source}, …) to say what to use then.`;
  }
}
