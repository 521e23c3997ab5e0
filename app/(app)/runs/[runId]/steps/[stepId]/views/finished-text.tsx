import { ActionForm } from "#components/form/action-form.tsx";
import { AiResult } from "#components/run/ai/ai-result.tsx";
import { planFigure } from "#components/run/plan-summary.tsx";
import { AiBox } from "#components/ui/ai-box.tsx";
import { WriterLabel } from "#components/ui/writer-label.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";

import type { StepPageData } from "../require-step.ts";
import { restoreText } from "../step-actions.ts";
import { hiddenFields } from "../step-page-parts.ts";

const restores = {
  ai: "Restore AI version",
  rules: "Restore the version by rules",
  person: "Restore my first version",
} as const;

/** A text as it was accepted, boxed and marked. While the run is open an edit can be undone. */
export function FinishedText({
  explanation,
  on,
}: {
  explanation: Explanation;
  /** The step that wrote it. `null` where nothing can be changed any more. */
  on: Pick<StepPageData, "run" | "task"> | null;
}) {
  const { kind } = explanation.source;
  return (
    <AiBox by={kind}>
      <div>
        <WriterLabel by={kind} />
      </div>
      <AiResult
        explanation={explanation}
        figureHref={planFigure}
        restore={
          on && (
            <ActionForm
              action={restoreText}
              hidden={hiddenFields(on)}
              size="small"
              label={restores[kind]}
            />
          )
        }
      />
    </AiBox>
  );
}
