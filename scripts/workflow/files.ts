import { readFileSync } from "node:fs";

import { parse } from "yaml";
import { z } from "zod";

import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { linkWorkflows, type WorkflowReference } from "#lib/engine/definition/link-workflows.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { catalog } from "#lib/steps/registry.ts";
import { templates } from "#lib/templates/index.ts";

const object = z.record(z.string(), z.json());

/** The content of a JSON or YAML file. Every JSON text is YAML too, so the name's ending does not matter. */
export function readDocument(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("invalid", `${file} cannot be read.`, { cause });
  }
  try {
    // JSON first: for 20,000 steps its parser is a hundred times faster.
    return /^\s*[{[]/u.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw new AppError("invalid", `${file} is neither JSON nor YAML: ${reason}`, { cause });
  }
}

type Find = Parameters<typeof linkWorkflows>[2];

/** The built-in workflows, for definitions that embed one. */
export async function findBuiltIn({
  id,
  version,
}: WorkflowReference): Promise<WorkflowDefinition | null> {
  const found = templates.find(({ definition }) => definition.id === id)?.definition;
  return found && (version ?? found.version) === found.version ? found : null;
}

/** The content of a file, with the workflows that its steps name embedded. */
export async function readLinked(file: string, find: Find = findBuiltIn): Promise<unknown> {
  return await linkWorkflows(readDocument(file), catalog, find);
}

/** A definition that may run. Throws with its diagnostics otherwise. */
export async function readDefinition(file: string, find?: Find): Promise<WorkflowDefinition> {
  const { ok, definition, problems } = validateDefinition(await readLinked(file, find), catalog);
  if (ok && definition) return definition;
  const errors = problems.filter((p) => p.severity === "error").map((p) => `- ${p.message}`);
  throw new AppError("invalid", [`${file} cannot run:`, ...errors].join("\n"));
}

/** A JSON object given as text, or as `@FILE`; none is empty. */
export function readJsonArgument(argument: string | undefined): JsonObject {
  if (argument === undefined || argument === "") return {};
  const value: unknown = argument.startsWith("@")
    ? readDocument(argument.slice(1))
    : parseJson(argument);
  const parsed = object.safeParse(value);
  if (!parsed.success) throw new AppError("invalid", `${argument} is not a JSON object.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid", `${text} is not JSON.`, { cause });
  }
}
