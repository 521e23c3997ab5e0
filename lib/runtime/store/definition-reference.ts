import type { DefinitionPlace } from "#db/queries/definitions/definitions.ts";

/**
 * How a log names a definition: its id, and the steps that lead to it where another embeds it. No step id contains a
 * `$`.
 */
export function referenceTo({ definitionId, definitionPath }: DefinitionPlace): string {
  return [definitionId, ...definitionPath].join("$");
}

/** The definition that a log names. */
export function parseReference(reference: string): DefinitionPlace {
  const [definitionId = "", ...definitionPath] = reference.split("$");
  return { definitionId, definitionPath };
}
