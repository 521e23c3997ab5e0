import type { ASTNode } from "@marcbachmann/cel-js";

import {
  comprehensions,
  functionNames,
  instanceRoots,
  methodNames,
  reservedPrefix,
  roots,
} from "./environment.ts";

/** What an expression reads. `output: null` stands for a step as a whole. */
export type References = {
  readonly inputs: readonly string[];
  readonly steps: readonly StepReference[];
  /** Names read of the step's own result; only validation rules have it. */
  readonly output: readonly string[];
  /** The steps of which it reads what earlier iterations gave. */
  readonly history: readonly string[];
  /** Whether it reads `item` or `index`. */
  readonly instance: boolean;
  /** Every name in full. */
  readonly paths: readonly Path[];
};
/** From a variable on: `["steps", "risk", "assessment", "level"]`. */
export type Path = readonly string[];
export type StepReference = { readonly step: string; readonly output: string | null };

/** The expression is not one of ours; the message says what to write instead. */
export class SyntaxProblem extends Error {}

/** A chain of names from a variable: `steps.risk.assessment`, `steps["odd id"].x`. `null` for anything else. */
export function pathOf(node: ASTNode): readonly string[] | null {
  const names: string[] = [];
  let at = node;
  for (;;) {
    if (at.op === "id") return [at.args, ...names.toReversed()];
    if (at.op === ".") names.push(at.args[1]);
    else if (at.op === "[]" && at.args[1].op === "value" && typeof at.args[1].args === "string") {
      names.push(at.args[1].args);
    } else return null;
    at = at.args[0];
  }
}

/** One step along a chain: a name, or an item by its computed place. */
export type Link = {
  readonly node: ASTNode;
  readonly name: string | null;
  readonly index: ASTNode | null;
};

/** What names and places lead on from: `steps.a.list[0].text` begins at `steps`. */
export function chainOf(node: ASTNode): {
  readonly base: ASTNode;
  readonly links: readonly Link[];
} {
  const links: Link[] = [];
  let at = node;
  for (; at.op === "." || at.op === "[]"; at = at.args[0]) {
    if (at.op === ".") links.push({ node: at, name: at.args[1], index: null });
    else {
      const [, index] = at.args;
      const name = index.op === "value" && typeof index.args === "string" ? index.args : null;
      links.push({ node: at, name, index: name === null ? index : null });
    }
  }
  return { base: at, links: links.toReversed() };
}

/** The operands of a node, in reading order. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === "value" || node.op === "id") return [];
  if (node.op === "." || node.op === ".?") return [node.args[0]];
  if (node.op === "!_" || node.op === "-_") return [node.args];
  if (node.op === "call") return node.args[1];
  if (node.op === "rcall") return [node.args[1], ...node.args[2]];
  if (node.op === "map") return node.args.flat();
  return node.args;
}

/** Checks that an expression uses only what the language offers, and lists what it reads. */
export function readReferences(ast: ASTNode): References {
  const reader = new ReferenceReader();
  reader.visit(ast, new Set());
  return reader.result();
}

const examples: Readonly<Record<string, string>> = {
  steps: "steps.risk.assessment",
  history: "history.risk",
};

class ReferenceReader {
  readonly #inputs = new Set<string>();
  readonly #output = new Set<string>();
  readonly #history = new Set<string>();
  #instance = false;
  readonly #steps = new Map<string, { step: string; output: string | null }>();
  readonly #paths = new Map<string, Path>();

  visit(node: ASTNode, bound: ReadonlySet<string>): void {
    const path = node.op === "." || node.op === "[]" || node.op === "id" ? pathOf(node) : null;
    if (path) return this.#read(path, bound);
    if (node.op === "call") return this.#call(node.args[0], node.args[1], bound);
    if (node.op === "rcall") return this.#method(node.args, bound);
    if (node.op === "value") return refuseLiteral(node.args);
    for (const child of childrenOf(node)) this.visit(child, bound);
  }

  #read(path: readonly string[], bound: ReadonlySet<string>): void {
    const [root = "", first, second] = path;
    if (bound.has(root)) return;
    if (!roots.some((name) => name === root)) {
      throw new SyntaxProblem(
        `"${root}" is not known here. Write inputs.${root}, or steps.<step>.${root}, or put text in quotes.`,
      );
    }
    if (instanceRoots.has(root)) {
      this.#instance = true;
      this.#paths.set(JSON.stringify(path), path);
      return;
    }
    if (first === undefined) {
      const example = examples[root] ?? `${root}.amount`;
      throw new SyntaxProblem(`Say which value of "${root}" is meant, for example ${example}.`);
    }
    this.#paths.set(JSON.stringify(path), path);
    if (root === "inputs") this.#inputs.add(first);
    else if (root === "history") this.#history.add(first);
    else if (root === "output") this.#output.add(first);
    else this.#steps.set(JSON.stringify([first, second]), { step: first, output: second ?? null });
  }

  #call(name: string, args: readonly ASTNode[], bound: ReadonlySet<string>): void {
    if (!functionNames.has(name)) throw new SyntaxProblem(`There is no function ${name}().`);
    if (name === "has") checkHas(args);
    if (name === "coalesce" && args.length < 2) {
      throw new SyntaxProblem("coalesce() takes a value and what to use when it is missing.");
    }
    for (const argument of args) this.visit(argument, bound);
  }

  #method(
    [name, receiver, args]: readonly [string, ASTNode, ASTNode[]],
    bound: ReadonlySet<string>,
  ): void {
    if (name === "matches") {
      throw new SyntaxProblem("matches() is not available. Use startsWith, endsWith or contains.");
    }
    if (!methodNames.has(name)) throw new SyntaxProblem(`There is no function .${name}().`);
    this.visit(receiver, bound);
    const [variable, ...rest] = args;
    if (!comprehensions.has(name)) return args.forEach((argument) => this.visit(argument, bound));
    if (variable?.op !== "id" || rest.length === 0) {
      throw new SyntaxProblem(
        `.${name}() takes a variable and an expression, as in list.${name}(x, …).`,
      );
    }
    if (roots.some((root) => root === variable.args)) {
      throw new SyntaxProblem(`Choose another variable than "${variable.args}" in .${name}().`);
    }
    if (variable.args.startsWith(reservedPrefix)) {
      throw new SyntaxProblem(`Choose a variable that does not begin with ${reservedPrefix}.`);
    }
    const inside = new Set(bound).add(variable.args);
    for (const argument of rest) this.visit(argument, inside);
  }

  result(): References {
    return {
      paths: [...this.#paths.values()],
      history: [...this.#history],
      instance: this.#instance,
      inputs: [...this.#inputs],
      output: [...this.#output],
      steps: [...this.#steps.values()],
    };
  }
}

function checkHas(args: readonly ASTNode[]): void {
  const [place, ...more] = args;
  if (!place || more.length > 0 || chainOf(place).links.length === 0) {
    throw new SyntaxProblem("has() takes one name, for example has(steps.risk.assessment).");
  }
}

function refuseLiteral(value: unknown): void {
  if (value !== null && typeof value === "object") {
    throw new SyntaxProblem(
      'Numbers with a u and b"bytes" are not available. Write plain numbers and text.',
    );
  }
}
