import { momentText } from "#components/format/dates.ts";
import { Answers } from "#components/run/ai/answers.tsx";
import { planFigure } from "#components/run/plan-summary.tsx";
import { db } from "#db/index.ts";
import { questionsAbout } from "#lib/runtime/ai-steps/ask-about-text.ts";

import type { StepPageData } from "../require-step.ts";

/** The questions that were asked about the text of a step, with the answers. */
export async function Questions({
  page: { run, step, task, clock },
}: {
  page: Pick<StepPageData, "run" | "step" | "task" | "clock">;
}) {
  const { iteration } = run.work.state.steps[step.index]!;
  const place = { executionId: run.row.id, stepId: task.address, iteration };
  const asked = await questionsAbout(db, place);
  return (
    <Answers
      answered={asked.map(({ id, question, answer, at }) => ({
        id,
        question,
        answer,
        written: momentText(at, clock),
      }))}
      figureHref={planFigure}
    />
  );
}
