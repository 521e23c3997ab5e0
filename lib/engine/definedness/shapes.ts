import type { ASTNode } from "@marcbachmann/cel-js";

import { comprehensions } from "#lib/engine/expression/environment.ts";
import { chainOf, type Link } from "#lib/engine/expression/references.ts";
import {
  anything,
  choicesOf,
  kindsOf,
  type Member,
  memberOf,
  type Shape,
  shapeOf,
} from "#lib/engine/expression/schema-shape.ts";
import { isJsonObject, type JsonObject } from "#lib/engine/value/json.ts";

import { allOf, either, named, negated } from "./logic.ts";
import { type Fact, keyOf, type Reading, type Scope, textOf, written } from "./scope.ts";

/** Where names and places lead: what is there, and all that must be so for it to be there. */
export type Trace = { readonly shape: Shape; readonly facts: readonly Fact[] };

/** Follows names and places from a variable, or from what another expression gives. */
export function trace(node: ASTNode, scope: Scope, reading: Reading): Trace {
  const { base, links } = chainOf(node);
  const facts: Fact[] = [];
  let [member, used] = startOf(base, links, scope, reading, facts);
  let shape = enter(member, links[used - 1], scope, facts);
  for (const link of links.slice(used)) {
    const owner = link.node.op === "." || link.node.op === "[]" ? link.node.args[0] : link.node;
    shape = given(shape, owner, link, scope, facts);
    if (link.name === null) shape = itemOf(shape, owner, link, scope, reading, facts);
    else shape = enter(memberOf(shape, link.name), link, scope, facts);
  }
  return { shape, facts };
}

/** The first value on a chain whose shape the contracts say, and how many links lead to it. */
function startOf(
  base: ASTNode,
  links: readonly Link[],
  scope: Scope,
  reading: Reading,
  facts: Fact[],
): [Member | null, number] {
  const { types } = reading;
  if (base.op !== "id") return is(shapeOfNode(base, scope, reading));
  const bound = scope.get(base.args);
  if (bound) return is(bound.shape);
  if (base.args === "item") return is(types.item);
  if (base.args === "index") return is(numberShape);
  const [first, second] = links;
  if (!first || first.name === null) return [null, 0];
  if (base.args === "inputs") return [types.input(first.name), 1];
  if (base.args === "history") return [types.history(first.name), 1];
  if (base.args === "output") return [types.result(first.name), 1];
  const step = reading.stepOf(first.name);
  if (step !== null) {
    const source = written(links.at(-1)!.node);
    facts.push({ kind: "completed", need: { kind: "completed", step }, source, step });
  }
  return second && second.name !== null ? [types.output(first.name, second.name), 2] : [null, 1];
}

function is(shape: Shape): [Member, number] {
  return [{ kind: "shape", shape, optional: false }, 0];
}

function enter(member: Member | null, link: Link | undefined, scope: Scope, facts: Fact[]): Shape {
  if (!member || member.kind === "unsaid") return anything;
  if ((member.kind === "missing" || member.optional) && link) {
    const need = named(`has ${keyOf(link.node, scope)}`);
    facts.push({ kind: "optional", need, source: written(link.node) });
  }
  return member.kind === "shape" ? member.shape : anything;
}

/** What a value is that is not null, where it may be. */
function given(shape: Shape, owner: ASTNode, link: Link, scope: Scope, facts: Fact[]): Shape {
  if (kindsOf(shape)?.has("null") !== true) return shape;
  const need = named(`given ${keyOf(owner, scope)}`);
  facts.push({ kind: "optional", need, source: written(link.node) });
  const others = choicesOf(shape)?.filter((choice) => kindsOf(choice)?.has("null") !== true);
  return others?.length === 1 && others[0] ? others[0] : shape;
}

function itemOf(
  shape: Shape,
  owner: ASTNode,
  link: Link,
  scope: Scope,
  reading: Reading,
  facts: Fact[],
): Shape {
  const kinds = kindsOf(shape);
  const index = link.index!;
  const source = written(link.node);
  if (kinds?.has("object") && kinds.size === 1) {
    const need = named(`has ${keyOf(link.node, scope)}`);
    facts.push({ kind: "entry", need, source, of: written(owner) });
    const { additionalProperties: values, properties } = shape.schema;
    return isJsonObject(values) && !properties ? shapeOf(values, shape.document) : anything;
  }
  const at = placeFromEnd(index, owner, scope) ?? wholeNumber(index);
  if (at === null) {
    const within = negated(named(`${textOf(index, scope)} >= size(${listKey(owner, scope)})`));
    const notNegative =
      index.op === "id" && index.args === "index" ? [] : [named(`${textOf(index, scope)} >= 0`)];
    const place = allOf([within, ...notNegative])!;
    const need = either(named(`has ${keyOf(link.node, scope)}`), place);
    facts.push({ kind: "entry", need, source, of: written(owner) });
  } else if (at < 0 || at >= leastSize(owner, scope, reading)) {
    const longer = at < 0 ? named(`has ${keyOf(link.node, scope)}`) : longerThan(owner, at, scope);
    const need = either(named(`has ${keyOf(link.node, scope)}`), longer);
    facts.push({ kind: "item", need, source, of: written(owner), at });
  }
  return itemsOf(shape);
}

/** What the items of a list are like. */
export function itemsOf(shape: Shape): Shape {
  const { items } = shape.schema;
  return isJsonObject(items) ? shapeOf(items, shape.document) : anything;
}

/** `size(list) - 2` of the same list: its second item from the end needs two items, as its item 1 does. */
function placeFromEnd(index: ASTNode, owner: ASTNode, scope: Scope): number | null {
  if (index.op !== "-") return null;
  const [size, less] = index.args;
  const list = sizedBy(size);
  const back = wholeNumber(less);
  if (!list || back === null || back < 1) return null;
  return listKey(list, scope) === listKey(owner, scope) ? back - 1 : null;
}

/** The list or text whose size is asked for. */
export function sizedBy(node: ASTNode): ASTNode | null {
  if (node.op === "call" && node.args[0] === "size") return node.args[1][0] ?? null;
  return node.op === "rcall" && node.args[0] === "size" ? node.args[1] : null;
}

/** A number as it is written out. */
export function numberIn(node: ASTNode): number | null {
  if (node.op === "-_") {
    const value = numberIn(node.args);
    return value === null ? null : -value;
  }
  if (node.op !== "value") return null;
  const { args: value } = node;
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : null;
}

function wholeNumber(node: ASTNode): number | null {
  const value = numberIn(node);
  return value !== null && Number.isInteger(value) ? value : null;
}

/** A name for a list as far as its size goes: to change each item does not change it. */
export function listKey(list: ASTNode, scope: Scope): string {
  const isMapped = list.op === "rcall" && list.args[0] === "map" && list.args[2].length === 2;
  return isMapped ? listKey(list.args[1], scope) : textOf(list, scope);
}

/** That a list has more items than `count`. */
export function longerThan(list: ASTNode, count: number, scope: Scope) {
  return negated(named(`size(${listKey(list, scope)}) <= ${count}`));
}

/** So many items a list has at least, or a text letters. */
export function leastSize(node: ASTNode, scope: Scope, reading: Reading): number {
  if (node.op === "list") return node.args.length;
  if (node.op === "value") return typeof node.args === "string" ? Array.from(node.args).length : 0;
  if (node.op === "rcall" && node.args[0] === "split") return 1;
  if (node.op === "rcall" && node.args[0] === "map" && node.args[2].length === 2)
    return leastSize(node.args[1], scope, reading);
  if (node.op === "+") {
    const [left, right] = node.args;
    return leastSize(left, scope, reading) + leastSize(right, scope, reading);
  }
  if (node.op === "?:") {
    const [, ...branches] = node.args;
    return Math.min(...branches.map((branch) => leastSize(branch, scope, reading)));
  }
  const { minItems, minLength } = shapeOfNode(node, scope, reading).schema;
  const least = minItems ?? minLength;
  return typeof least === "number" ? least : 0;
}

const numberShape = shapeOf({ type: "number" });
const textShape = shapeOf({ type: "string" });
const listShape = shapeOf({ type: "array" });

/** What an expression gives, as far as that is plain to see. */
export function shapeOfNode(node: ASTNode, scope: Scope, reading: Reading): Shape {
  if (node.op === "value") {
    if (typeof node.args === "string") return textShape;
    return numberIn(node) === null ? anything : numberShape;
  }
  if (node.op === "list") return listOf(sameShape(node.args, scope, reading));
  if (node.op === "map") return objectOf(node.args, scope, reading);
  if (node.op === "?:") return sameShape(node.args.slice(1), scope, reading);
  if (node.op === "call") {
    if (node.args[0] === "coalesce") return sameShape(node.args[1], scope, reading);
    return node.args[0] === "size" ? numberShape : anything;
  }
  if (node.op === "rcall") {
    return comprehensions.has(node.args[0])
      ? shapeOfComprehension(node.args, scope, reading)
      : anything;
  }
  const isPlace = node.op === "id" || node.op === "." || node.op === "[]";
  return isPlace ? trace(node, scope, reading).shape : anything;
}

function shapeOfComprehension(
  [name, list, args]: readonly [string, ASTNode, readonly ASTNode[]],
  scope: Scope,
  reading: Reading,
): Shape {
  if (name === "filter") return withoutLeast(shapeOfNode(list, scope, reading));
  const [variable, ...rest] = args;
  const body = rest.at(-1);
  if (name !== "map" || variable?.op !== "id" || !body) return anything;
  const shape = itemsOf(shapeOfNode(list, scope, reading));
  const inside = new Map(scope).set(variable.args, { key: eachKey(list), shape });
  return listOf(shapeOfNode(body, inside, reading));
}

/** A name for any item of a list that is walked. */
export function eachKey(list: ASTNode): string {
  return `each item of ${list.input} at ${list.start} to ${list.end}`;
}

/** Fewer items are left. */
function withoutLeast({ schema, document }: Shape): Shape {
  const { items } = schema;
  return isJsonObject(items) ? { schema: { type: "array", items }, document } : listShape;
}

function listOf({ schema, document }: Shape): Shape {
  return { schema: { type: "array", items: schema }, document };
}

function sameShape(nodes: readonly ASTNode[], scope: Scope, reading: Reading): Shape {
  const shapes = nodes.map((node) => shapeOfNode(node, scope, reading));
  const [first, ...others] = shapes;
  if (!first) return anything;
  return others.every(({ schema }) => schema === first.schema) ? first : mergedObject(shapes);
}

/** An object that is written out. */
function objectOf(
  entries: readonly (readonly [ASTNode, ASTNode])[],
  scope: Scope,
  reading: Reading,
): Shape {
  const properties: Record<string, JsonObject> = {};
  for (const [key, value] of entries) {
    if (key.op !== "value" || typeof key.args !== "string") return anything;
    properties[key.args] = inlined(shapeOfNode(value, scope, reading));
  }
  const required = Object.keys(properties);
  return shapeOf({ type: "object", properties, required, additionalProperties: false });
}

/** What is one of several objects has for certain what all of them have. */
function mergedObject(shapes: readonly Shape[]): Shape {
  const all = shapes.map(inlined);
  const properties: Record<string, JsonObject> = {};
  for (const schema of all) {
    if (schema["additionalProperties"] !== false || !isJsonObject(schema["properties"]))
      return anything;
    for (const [name, property] of Object.entries(schema["properties"])) {
      const known = Object.hasOwn(properties, name);
      const same = JSON.stringify(properties[name]) === JSON.stringify(property);
      properties[name] = isJsonObject(property) && (!known || same) ? property : {};
    }
  }
  const required = Object.keys(properties).filter((name) =>
    all.every((schema) => Array.isArray(schema["required"]) && schema["required"].includes(name)),
  );
  return shapeOf({ type: "object", properties, required, additionalProperties: false });
}

/** A schema that stands for itself; one that points elsewhere in its document says nothing. */
function inlined({ schema }: Shape): JsonObject {
  return JSON.stringify(schema).includes('"$ref"') ? {} : schema;
}
