import type { ReactNode } from "react";

import { AiLabel } from "#components/ui/ai-label.tsx";
import type { OutlineStep } from "#components/ui/lists/step-outline.tsx";
import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";

const kinds: Record<StepDefinition["type"], ReactNode> = {
  data_collection: "Questions",
  analysis: "Calculation",
  decision: "Decision",
  validation: "Checks",
  transformation: "Calculation",
  integration: "Data from a service",
  user_interaction: "You decide",
  ai_generated: (
    <>
      <AiLabel /> you accept or edit it
    </>
  ),
};

/** Steps that a person does not notice: rules that choose, values that are transformed. */
const quiet = new Set(["decision.choose", "data.transform"]);

/** The steps of a workflow as a person goes through them. */
export function outlineOf({ steps }: WorkflowDefinition): OutlineStep[] {
  return steps
    .filter(({ uses }) => !quiet.has(uses))
    .map((step) => ({
      id: step.id,
      name: step.name,
      kind: isConditional(step) ? <>{kindOf(step)}, only if needed</> : kindOf(step),
    }));
}

/** A step that runs only in some cases: with a condition, or behind one outcome of a decision. */
function isConditional({ when, dependencies }: StepDefinition): boolean {
  return when !== undefined || dependencies.some(({ on }) => on !== undefined);
}

function kindOf({ type, uses, config }: StepDefinition): ReactNode {
  if (uses === "portfolio.optimize") return "Solver";
  if (uses === "portfolio.save") return "Saved for you";
  if (uses === "decision.ask") return "You decide";
  if (type === "ai_generated" && config["review"] === false) return <AiLabel />;
  return kinds[type];
}
