import { z } from "zod";

import { parseMoment } from "#lib/moment.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  /** How long to wait, where no moment is given. */
  seconds: z.number().min(0).max(315_360_000).optional(),
});

/** Waits for a while, or until a moment that an earlier step or the author names. */
export const waitFor = defineOperation({
  id: "wait.for",
  stepType: "integration",
  mode: "wait",
  title: "Wait",
  description:
    "Waits for a number of seconds, or until the moment given as input (a date, or a date with a time; without a zone it is read as UTC). A moment in the past is reached at once.",
  config,
  inputs: { until: { type: "text", optional: true } },
  outputs: { at: { type: "text" } },
  example: { config: { seconds: 60 }, input: {} },
  waitFor({ config: { seconds }, input: { until } }, now) {
    if (until !== undefined) return { kind: "time", at: momentOf(until) };
    if (seconds !== undefined) return { kind: "time", at: now + Math.round(seconds * 1_000) };
    throw new StepFailure("no_moment", "Say how many seconds to wait, or until when.");
  },
});

function momentOf(text: string): number {
  const moment = parseMoment(text);
  if (moment !== null) return moment;
  const sentence = `"${text.slice(0, 60)}" is not a date that there is. Write it like 2027-01-31 or 2027-01-31T08:30Z.`;
  throw new StepFailure("no_moment", sentence);
}
