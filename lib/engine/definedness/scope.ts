import type { ASTNode } from "@marcbachmann/cel-js";

import type { ExpressionTypes } from "#lib/engine/expression/check.ts";
import { chainOf, childrenOf } from "#lib/engine/expression/references.ts";
import { rewrite } from "#lib/engine/expression/rewrite.ts";
import type { Shape } from "#lib/engine/expression/schema-shape.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

/** The variables that comprehensions bind, by name: what they stand for, and what their values are like. */
export type Scope = ReadonlyMap<string, Bound>;
export type Bound = { readonly key: string; readonly shape: Shape };

export const noScope: Scope = new Map();

/** What an expression is read with: the contracts, and the steps by their ids. */
export type Reading = {
  readonly types: ExpressionTypes;
  stepOf(id: string): number | null;
};

/** Something that must be so for an expression to have a value, with the words for saying so. */
export type Fact = {
  readonly kind: "completed" | "optional" | "item" | "entry" | "numbers" | "divisor";
  readonly need: Guard;
  /** What is read, as it is written. */
  readonly source: string;
  /** The list or the divisor it hangs on, as it is written. */
  readonly of?: string;
  /** The place in a list. */
  readonly at?: number;
  /** The step that must have completed. */
  readonly step?: number;
};

/** A part of an expression as its author wrote it. */
export function written(node: ASTNode): string {
  return node.input.slice(node.start, node.end);
}

/** A name for a value that is equal for equal values: its text, with bound variables told apart. */
export function textOf(node: ASTNode, scope: Scope): string {
  const { base, links } = chainOf(node);
  if (base.op === "id" && links.length > 0) return keyOf(node, scope);
  const text = rewrite(node, { mode: "evaluate" });
  const bound = [...scope].filter(([name]) => mentions(node, name));
  return bound.length === 0
    ? text
    : `${text} where ${bound.map(([name, { key }]) => `${name} is ${key}`).join(", ")}`;
}

/** A name for a place in the data, equal for equal places. */
export function keyOf(node: ASTNode, scope: Scope): string {
  const { base, links } = chainOf(node);
  const start =
    base.op === "id" ? (scope.get(base.args)?.key ?? base.args) : `(${textOf(base, scope)})`;
  return links.reduce(
    (key, { name, index }) =>
      name === null ? `${key}[${textOf(index!, scope)}]` : `${key}.${JSON.stringify(name)}`,
    start,
  );
}

/** Whether an expression names a variable. */
export function mentions(node: ASTNode, name: string): boolean {
  return node.op === "id"
    ? node.args === name
    : childrenOf(node).some((child) => mentions(child, name));
}
