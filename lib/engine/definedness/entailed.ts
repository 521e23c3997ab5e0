import {
  always,
  type Condition,
  DecisionDiagram,
  never,
} from "#lib/engine/proof/decision-diagram.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

/**
 * Whether something follows from what is known, by logic alone: equal names hold alike, and comparisons of one value
 * with several numbers follow from one another.
 */
export function follows(known: Guard | null, need: Guard): boolean {
  const diagram = new DecisionDiagram();
  const atoms = new Map<string, Condition>();
  const atom = (name: string): Condition => {
    const condition = atoms.get(name) ?? diagram.newVariable();
    atoms.set(name, condition);
    return condition;
  };
  const see = (guard: Guard): Condition => {
    if (guard.kind === "holds") return atom(guard.key);
    if (guard.kind === "completed") return atom(`completed ${guard.step}`);
    if (guard.kind === "not") return diagram.not(see(guard.of));
    const [a, b] = guard.of;
    return guard.kind === "and" ? diagram.and(see(a), see(b)) : diagram.or(see(a), see(b));
  };
  const open = diagram.and(known ? see(known) : always, diagram.not(see(need)));
  if (open === never) return true;
  return diagram.and(open, ofNumbers(diagram, atoms)) === never;
}

type Comparison = { readonly context: string; readonly operator: string; readonly value: number };

/** The last number of a name that compares with one: `inputs."n" <= 2`. */
function comparisonIn(key: string): Comparison | null {
  const [, context, operator, value] =
    /^(.+) (<=|>=|==) (-?[\d.]+(?:e[+-]?\d+)?)$/su.exec(key) ?? [];
  if (context === undefined || operator === undefined || value === undefined) return null;
  return { context, operator, value: Number(value) };
}

/** What comparisons say of one another. */
function ofNumbers(diagram: DecisionDiagram, atoms: ReadonlyMap<string, Condition>): Condition {
  const found = [...atoms].flatMap(([key, condition]) => {
    const comparison = comparisonIn(key);
    return comparison ? [{ ...comparison, condition }] : [];
  });
  let rules: Condition = always;
  for (const [at, a] of found.entries()) {
    for (const b of found.slice(at + 1)) {
      if (a.context !== b.context) continue;
      const points = [a.value, b.value].flatMap((value) => [value, value - 1, value + 1]);
      points.push((a.value + b.value) / 2);
      const seen = new Set(points.map((x) => `${holdsAt(a, x)} ${holdsAt(b, x)}`));
      for (const [one, other] of [
        [true, true],
        [true, false],
        [false, true],
        [false, false],
      ] as const) {
        if (seen.has(`${one} ${other}`)) continue;
        const first = one ? a.condition : diagram.not(a.condition);
        const second = other ? b.condition : diagram.not(b.condition);
        rules = diagram.and(rules, diagram.not(diagram.and(first, second)));
      }
    }
  }
  return rules;
}

function holdsAt({ operator, value }: Comparison, x: number): boolean {
  if (operator === "<=") return x <= value;
  return operator === ">=" ? x >= value : x === value;
}
