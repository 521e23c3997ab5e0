"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { formPages } from "#components/form/fields.ts";
import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { postedEntries, postedFrom } from "#lib/form/posted.ts";
import { action } from "#lib/http/action.ts";
import { type Answered, answerPage, replaceAnswer } from "#lib/runtime/answer-page.ts";

import { placeOfRun } from "../../../run-at.ts";

/** Where an answer goes. The names start with a sign that no question's name has. */
const target = {
  "~run": z.uuid(),
  "~step": z.string().min(1).max(255),
  "~revision": z.coerce.number().int().min(0),
  "~key": z.uuid(),
};

const pageForm = z
  .object({
    ...target,
    "~page": z.string().min(1).max(100),
    "~change": z.enum(["no", "first", "kept"]),
  })
  .catchall(postedEntries);

/** Takes one page of answers and leads to the next. */
export const answerQuestion = action(pageForm, async (form, viewer): Promise<unknown> => {
  const { "~run": executionId, "~step": stepId, "~page": page, "~change": change, ...rest } = form;
  const { "~revision": revision, "~key": key, ...answers } = rest;
  const answered = await answerPage(db, {
    executionId,
    ownerId: viewer.id,
    stepId,
    page,
    revision,
    key,
    change,
    posted: await postedFrom(answers),
    pagesOf: formPages,
  });
  return redirect(await pathAfter(answered, viewer.id, { executionId, stepId, change }));
});

/** Puts what was typed in this tab in place of the answer that another tab gave. */
export const replaceOtherAnswer = action(
  z.object(target),
  async (form, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": stepId, "~revision": revision, "~key": key } = form;
    const ownerId = viewer.id;
    const answered = await replaceAnswer(db, { executionId, ownerId, stepId, revision, key });
    const from = { executionId, stepId, change: "kept" };
    return redirect(await pathAfter(answered, ownerId, from));
  },
);

async function pathAfter(
  answered: Answered,
  ownerId: string,
  { executionId, stepId, change }: { executionId: string; stepId: string; change: string },
): Promise<string> {
  switch (answered.next) {
    case "run":
      return await placeOfRun(executionId, ownerId);
    case "page":
      return stepPath(executionId, stepId, {
        q: answered.page,
        ...(change !== "no" && { change: "kept" }),
      });
    case "conflict":
      return stepPath(executionId, stepId, { conflict: String(answered.revision) });
  }
}
