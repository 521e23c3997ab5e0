import { answerRows } from "#components/run/answer-rows.ts";
import { AnsweredView } from "#components/run/answered-view.tsx";
import { stepItems } from "#components/run/step-items.ts";
import { hasEnded } from "#lib/engine/state.ts";
import { answersOf } from "#lib/runtime/answers.ts";
import { formOf } from "#lib/runtime/step-form.ts";

import { aboveOf, onwardsOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";

/** A step with nothing to do: over, not needed, or not yet its turn. */
export function SettledStep({ page }: { page: StepPageData }) {
  const { run, step, state } = page;
  const item = stepItems(run.work)[step.index]!;
  const answers = answersOf(state.output);
  const form = answers && formOf(step, state);
  const mayChange = !hasEnded(run.work.state.status);
  return (
    <StepFrame page={page} width="guided">
      <AnsweredView
        name={step.definition.name}
        {...aboveOf(page)}
        onHref={onwardsOf(page)}
        state={item.label === undefined ? { state: item.state } : item}
        note={noteOf(page, item.hint)}
        rows={form ? answerRows(run.row.id, step.id, form.schema, answers, mayChange) : []}
        details={state.output && !form ? JSON.stringify(state.output, null, 2) : null}
      />
    </StepFrame>
  );
}

function noteOf({ state }: StepPageData, hint: string | undefined): string | null {
  if (state.status === "skipped") return "This run did not need this step.";
  if (state.status === "failed") return state.error?.message ?? null;
  return hint ?? null;
}
