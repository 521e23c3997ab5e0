import {
  type WorkflowDefinition,
  type WorkflowDefinitionInput,
  workflowDefinition,
} from "#lib/engine/definition/definition.ts";

/** The description of a workflow in the gallery. */
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

/** A built-in workflow. Its description is part of the definition's metadata, so that a copy has it too. */
export function template(about: About, definition: WorkflowDefinitionInput): Template {
  const { haveReady, ...rest } = about;
  const metadata = { ...rest, haveReady: [...haveReady] };
  return {
    ...about,
    definition: workflowDefinition.parse({ ...definition, createdBy: "system", metadata }),
  };
}
