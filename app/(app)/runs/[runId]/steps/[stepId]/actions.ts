"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { postedEntries, postedFrom } from "#lib/form/form-data.ts";
import { action } from "#lib/http/action.ts";
import { type Answered, answerPage, replaceAnswer } from "#lib/runtime/executions/answer-page.ts";

import { placeOfRun } from "../../../require-run.ts";

/** The step that an answer is for. The names start with a character that no question's name has. */
const target = {
  "~run": z.uuid(),
  "~step": z.string().min(1).max(255),
  "~revision": z.coerce.number().pipe(z.int32().min(0)),
  "~key": z.uuid(),
};

const pageForm = z
  .object({
    ...target,
    "~page": z.string().min(1).max(100),
    "~change": z.enum(["no", "first", "kept"]),
    "~whatif": z.enum(["no", "yes"]).default("no"),
  })
  .catchall(postedEntries);

/** Takes one page of answers and leads to the next. */
export const answerQuestion = action(
  "runs.answer",
  pageForm,
  async (form, viewer): Promise<unknown> => {
    const {
      "~run": executionId,
      "~step": stepId,
      "~page": page,
      "~change": change,
      ...rest
    } = form;
    const { "~revision": revision, "~key": key, "~whatif": asksWhatIf, ...answers } = rest;
    const whatIf = asksWhatIf === "yes";
    const answered = await answerPage(db, {
      executionId,
      ownerId: viewer.id,
      stepId,
      page,
      revision,
      key,
      change,
      whatIf,
      posted: await postedFrom(answers),
    });
    return redirect(await pathAfter(answered, viewer.id, { executionId, stepId, change, whatIf }));
  },
);

/** Replaces the answer that another tab gave with what was typed in this tab. */
export const replaceOtherAnswer = action(
  "runs.answer",
  z.object(target),
  async (form, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": stepId, "~revision": revision, "~key": key } = form;
    const ownerId = viewer.id;
    const answered = await replaceAnswer(db, { executionId, ownerId, stepId, revision, key });
    const from = { executionId, stepId, change: "kept", whatIf: false };
    return redirect(await pathAfter(answered, ownerId, from));
  },
);

async function pathAfter(
  answered: Answered,
  ownerId: string,
  from: { executionId: string; stepId: string; change: string; whatIf: boolean },
): Promise<string> {
  const { executionId, stepId, change, whatIf } = from;
  switch (answered.next) {
    case "run":
      return await placeOfRun(executionId, ownerId);
    case "page":
      return stepPath(executionId, stepId, {
        q: answered.page,
        ...(change !== "no" && { [whatIf ? "whatif" : "change"]: "kept" }),
      });
    case "whatIf":
      return await placeOfRun(answered.executionId, ownerId);
    case "conflict":
      return stepPath(executionId, stepId, { conflict: String(answered.revision) });
  }
}
