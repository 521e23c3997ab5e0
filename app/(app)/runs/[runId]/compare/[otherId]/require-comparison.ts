import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";

import type { AnswerPair } from "#components/compare/compare-text.ts";
import { answerText } from "#components/run/answer/answer-text.ts";
import { db } from "#db/index.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { formFields } from "#lib/form/form-fields.ts";
import { loadComparison } from "#lib/runtime/compare/load-comparison.ts";
import type { AnswerDifference } from "#lib/runtime/compare/runs.ts";
import { answeredForms } from "#lib/runtime/forms/review.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

/**
 * Two runs of one person, compared. Read once per page. `null` where they follow different workflows. Another person's
 * runs are not found.
 */
export const comparisonAt = cache(async (runId: string, otherId: string, ownerId: string) => {
  const ids = z.tuple([z.uuid(), z.uuid()]).safeParse([runId, otherId]);
  if (!ids.success) return notFound();
  const [executionId, other] = ids.data;
  try {
    return await loadComparison(db, { ownerId, executionId, otherId: other });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "invalid" ? null : notFound();
  }
});

/** The answers that differ, with the texts of their forms. */
export function answerPairs(
  a: Run,
  b: Run,
  differences: readonly AnswerDifference[],
): AnswerPair[] {
  const [printA, printB] = [printerOf(a), printerOf(b)];
  return differences.map((difference) => {
    const { stepId, field, title } = difference;
    return {
      key: `${stepId} ${field}`,
      title,
      a: printA(stepId, field, difference.a),
      b: printB(stepId, field, difference.b),
    };
  });
}

function printerOf({ work }: Run): (stepId: string, name: string, value: Json) => string {
  const forms = new Map(
    answeredForms(work).map(({ stepId, schema }) => [stepId, formFields(schema)]),
  );
  return (stepId, name, value) => {
    const field = forms.get(stepId)?.find((one) => one.name === name);
    return (field && answerText(field, value)) ?? "Not asked";
  };
}
