import type { ReactNode } from "react";

import { AiLabel } from "#components/ui/ai-label.tsx";
import type { StepType } from "#lib/engine/definition.ts";

const kinds: Record<StepType, ReactNode> = {
  data_collection: "Question",
  analysis: "Calculation",
  decision: "Decision",
  validation: "Check",
  transformation: "Calculation",
  integration: "Data",
  user_interaction: "You decide",
  ai_generated: <AiLabel />,
};

/** What kind of thing happens in a step, in a word for people. */
export function StepKind({ type, uses }: { type: StepType; uses: string }) {
  return uses === "portfolio.optimize" ? "Solver" : kinds[type];
}
