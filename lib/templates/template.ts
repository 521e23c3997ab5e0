import {
  type WorkflowDefinition,
  type WorkflowDefinitionInput,
  workflowDefinition,
} from "#lib/engine/definition/definition.ts";

/** What the gallery says of a workflow before anybody starts it. */
export type About = {
  readonly estimatedMinutes: number;
  readonly level: "new" | "some" | "expert";
  /** What a person has at the end. */
  readonly outcome: string;
  /** What to have at hand. */
  readonly haveReady: readonly string[];
  /** What AI does in it, and what it does not. */
  readonly aiUse: string;
  /** One step at a time, a list to choose from, or both. */
  readonly mode: "guided" | "self-service" | "hybrid";
};

export type Template = About & { readonly definition: WorkflowDefinition };

/** A built-in workflow. What is said about it travels in the definition's metadata, so that a copy says it too. */
export function template(about: About, definition: WorkflowDefinitionInput): Template {
  const { haveReady, ...rest } = about;
  const metadata = { ...rest, haveReady: [...haveReady] };
  return {
    ...about,
    definition: workflowDefinition.parse({ ...definition, createdBy: "system", metadata }),
  };
}
