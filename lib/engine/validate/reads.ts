import type { ASTNode } from "@marcbachmann/cel-js";

import { demandsOf } from "#lib/engine/definedness/demands.ts";
import { guardOf } from "#lib/engine/definedness/guards.ts";
import { both } from "#lib/engine/definedness/logic.ts";
import { mentions, noScope, type Reading } from "#lib/engine/definedness/scope.ts";
import { unmet, type Unmet } from "#lib/engine/definedness/unmet.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import { multiInstanceOf } from "#lib/engine/plan/multi-instance.ts";
import type { Moment } from "#lib/engine/proof/meaning.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

import type { ValidationContext } from "./context.ts";
import { typesOf } from "./expression-types.ts";
import type { ExpressionUse } from "./expression-uses.ts";

const known = new WeakMap<ExpressionUse, Unmet>();

/** What an expression relies on and does not ask for itself; remembered, because two stages of the proof go by it. */
export function unmetIn(context: ValidationContext, use: ExpressionUse): Unmet {
  const seen = known.get(use);
  if (seen) return seen;
  const reading = readingOf(context, use);
  const demands = demandsOf(use.expression.ast, reading, use.expects === "list");
  const plain = demands.every(({ fact, under }) => fact.step !== undefined && !under);
  const result = unmet(demands, plain ? null : conditionOf(context, use, reading));
  known.set(use, result);
  return result;
}

/** What an expression is read with. */
export function readingOf(
  context: ValidationContext,
  use: Pick<ExpressionUse, "step" | "expression">,
): Reading {
  return {
    types: typesOf(context, use),
    stepOf: (id) => context.indexOf.get(id) ?? null,
  };
}

/** Whether an expression of a step is evaluated at the same moment as its condition. */
export function momentOf(
  { definition }: ValidationContext,
  { at, step, path }: Pick<ExpressionUse, "at" | "step" | "path">,
): Moment {
  if (step === null || at === "rule" || at === "compensation") return "later";
  if (at === "guard") return "activation";
  const how = multiInstanceOf(definition.steps[step]!);
  if (!how) return "within";
  return how.asksEach === (path[2] !== "forEach") ? "within" : "later";
}

/** The condition of the step, as far as it still holds where the expression is evaluated. */
function conditionOf(
  context: ValidationContext,
  use: ExpressionUse,
  reading: Reading,
): Guard | null {
  const when = use.step === null ? undefined : context.definition.steps[use.step]!.when;
  const parsed = when === undefined || use.at === "guard" ? null : parseExpression(when);
  if (!parsed?.ok) return null;
  const { ast } = parsed.expression;
  const own = { ...reading, types: typesOf(context, { ...use, expression: parsed.expression }) };
  if (momentOf(context, use) === "within") return guardOf(ast, own, noScope);
  // What does not change in a run.
  const lasting = partsOf(ast).filter((part) => !changing.some((root) => mentions(part, root)));
  return lasting.reduce<Guard | null>((all, part) => both(all, guardOf(part, own, noScope)), null);
}

const changing = ["steps", "history", "output", "item", "index"];

function partsOf(node: ASTNode): readonly ASTNode[] {
  return node.op === "&&" ? node.args.flatMap(partsOf) : [node];
}
