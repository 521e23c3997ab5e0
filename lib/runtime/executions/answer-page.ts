import { createHash } from "node:crypto";

import { z } from "zod";

import type { Database } from "#db/client.ts";
import { deleteDraft, getDraft, saveDraft } from "#db/queries/executions/drafts.ts";
import { takesAnswers, type TaskState } from "#lib/engine/state/state.ts";
import { type Json, type JsonObject, sameJson } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { isRowEdit } from "#lib/form/form-data.ts";
import { type FormPage, formPages } from "#lib/form/form-fields.ts";
import type { FieldErrors, FormSchema, Posted } from "#lib/form/json-schema.ts";
import { readAnswers } from "#lib/form/read-answers.ts";
import { validateData } from "#lib/form/validate-data.ts";
import { isShown } from "#lib/form/visibility.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";
import { answersOf, earlierAnswers, whatIfDraft } from "#lib/runtime/forms/stored-answers.ts";
import { loadRun, type Run, stepOf } from "#lib/runtime/store/load-run.ts";

import { forkExecution } from "./fork-execution.ts";
import { submitStep } from "./submit-step.ts";

const jsonObject = z.record(z.string(), z.json());

/** Where an answer goes: a step of a person's run, the revision of the run that the page showed, an idempotency key. */
type AnswerPlace = {
  executionId: string;
  ownerId: string;
  stepId: string;
  revision: number;
  key: string;
};

type PageAnswer = AnswerPlace & {
  /** The id of the page that was posted. */
  page: string;
  /** Whether an existing answer is being changed. `kept` when earlier pages of that change are in the draft. */
  change: "no" | "first" | "kept";
  /** Whether the change is for a what-if: a new run gets it, and this one stays as it is. */
  whatIf?: boolean;
  posted: Posted;
};

/** What follows: another page of the same form, the next step, or a decision between two answers to this one. */
export type Answered =
  | { next: "page"; page: string }
  | { next: "run" }
  | { next: "conflict"; revision: number }
  /** The new run with the changed answer. */
  | { next: "whatIf"; executionId: string };

/**
 * Takes the answers of one page of a form. They go into the step's draft; with the last page the whole form is
 * submitted. Throws `AppError` with a sentence per field that cannot be used.
 */
export async function answerPage(db: Database, answer: PageAnswer): Promise<Answered> {
  // Without JavaScript the buttons that add and remove rows post the form. It comes back as it was typed.
  if (isRowEdit(answer.posted))
    throw new AppError("invalid", "The rows of this page were changed.");
  const asked = await askedStep(db, answer);
  if (!asked) return { next: "run" };
  const changes = answer.change !== "no" && asked.state.status === "completed";
  return changes ? await changeOnePage(db, answer, asked) : await answerOnePage(db, answer, asked);
}

async function answerOnePage(db: Database, answer: PageAnswer, asked: Asked): Promise<Answered> {
  const { state, schema } = asked;
  const draft = await getDraft(db, answer);
  const before = draft ?? asked.before ?? {};
  const fields = fieldsOf(answer, schema);
  const page = readPage(schema, answer.posted, { fields, earlier: before });
  const answers = shownOnly(schema, { ...without(before, fields), ...page });
  const added = draft ? { fields, data: page } : { fields: allFields(schema), data: answers };
  await saveDraft(db, answer, added);
  if (takesAnswers(state) && state.revision <= answer.revision) {
    const next = pageAfter(answer, schema, answers) ?? openPage(schema, answers);
    if (next !== null) return { next: "page", page: next };
  }
  return await submit(db, answer, { ...asked, answers, replace: false, fields });
}

/**
 * Changes an existing answer, here or in a what-if: one page, and further pages only where the change makes them
 * necessary.
 */
async function changeOnePage(db: Database, answer: PageAnswer, asked: Asked): Promise<Answered> {
  const { state, schema } = asked;
  const given = answersOf(state.output) ?? {};
  const place = draftPlace(answer);
  const before = (answer.change === "kept" ? await getDraft(db, place) : null) ?? given;
  const fields = fieldsOf(answer, schema);
  const page = readPage(schema, answer.posted, { fields, earlier: before });
  const answers = shownOnly(schema, { ...without(before, fields), ...page });
  await saveDraft(db, place, { fields: allFields(schema), data: answers });
  if (sameJson(given, answers)) return unchanged(answer);
  const open = openPage(schema, answers);
  if (open !== null) return { next: "page", page: open };
  if (answer.whatIf) return await startWhatIf(db, answer, answers, fields);
  return await submit(db, answer, { ...asked, answers, replace: true, fields });
}

function draftPlace({ whatIf, ...place }: PageAnswer): AnswerPlace {
  return whatIf ? { ...place, stepId: whatIfDraft(place.stepId) } : place;
}

function unchanged({ whatIf }: PageAnswer): Answered {
  if (!whatIf) return { next: "run" };
  throw new AppError("invalid", "This is the answer you gave. Change it to see what would follow.");
}

async function startWhatIf(
  db: Database,
  answer: PageAnswer,
  answers: JsonObject,
  fields: readonly string[],
): Promise<Answered> {
  const { executionId, ownerId, stepId, revision, key } = answer;
  try {
    const asked = { executionId, ownerId, stepId, revision, data: answers };
    // Going back in the browser and giving yet another answer starts yet another what-if.
    const digest = createHash("sha256").update(JSON.stringify(answers)).digest("hex");
    const { id } = await forkExecution(db, { ...asked, idempotencyKey: `${key}/${digest}` });
    await deleteDraft(db, draftPlace(answer));
    return { next: "whatIf", executionId: id };
  } catch (error) {
    throw onPage(error, fields);
  }
}

/** Replaces the answer that another tab gave by that answer with the draft applied to it. */
export async function replaceAnswer(db: Database, to: AnswerPlace): Promise<Answered> {
  const asked = await askedStep(db, to);
  if (!asked) return { next: "run" };
  const { state, schema } = asked;
  const draft = (await getDraft(db, to)) ?? {};
  const answers = shownOnly(schema, { ...answersOf(state.output), ...draft });
  return await submit(db, to, { ...asked, answers, replace: true, fields: allFields(schema) });
}

type Asked = { run: Run; state: TaskState; before: JsonObject | null; schema: FormSchema };

/** The step with its form. `null` when it asks nothing, so that the run's own page decides what to show. */
async function askedStep(
  db: Database,
  place: { executionId: string; ownerId: string; stepId: string },
): Promise<Asked | null> {
  const run = await loadRun(db, place);
  if (!run) throw new AppError("not_found", "There is no such run.");
  const found = stepOf(run, place.stepId);
  const form = found && formOf(found.step, found.state);
  if (!form) return null;
  return {
    run,
    state: found.state,
    before: earlierAnswers(run.work, found.task),
    schema: form.schema,
  };
}

function readPage(
  schema: FormSchema,
  posted: Posted,
  options: { fields: readonly string[]; earlier: JsonObject },
): JsonObject {
  const read = readAnswers(schema, posted, options);
  if (!read.ok) throw unusable(read.errors, options.fields);
  return jsonObject.parse(read.data);
}

type Submitted = {
  run: Run;
  answers: JsonObject;
  replace: boolean;
  /** The fields that the posted page shows. */
  fields: readonly string[];
};

async function submit(
  db: Database,
  to: AnswerPlace,
  { run, answers, replace, fields }: Submitted,
): Promise<Answered> {
  const { executionId, ownerId, stepId, revision, key } = to;
  try {
    const outcome = await submitStep(db, {
      executionId,
      ownerId,
      stepId,
      revision,
      replace,
      data: answers,
      idempotencyKey: key,
    });
    if (outcome.ok) return { next: "run" };
    const { rejection } = outcome;
    if (rejection.code === "paused" || rejection.code === "refused") throw rejected(rejection);
    if (rejection.code === "ended") return { next: "run" };
    return { next: "conflict", revision: outcome.value.revision };
  } catch (error) {
    // The page was posted before with another answer, and the browser went back to it.
    if (error instanceof AppError && error.code === "conflict" && !replace) {
      return { next: "conflict", revision: run.row.revision };
    }
    throw onPage(error, fields);
  }
}

/** Moves what is wrong with single answers to their fields. */
function onPage(error: unknown, fields: readonly string[]): unknown {
  const said = error instanceof AppError && error.code === "invalid" && error.fields;
  return said ? unusable(firstSentences(error), fields) : error;
}

function fieldsOf({ page }: PageAnswer, schema: FormSchema): string[] {
  const posted = formPages(schema).find(({ id }) => id === page);
  if (!posted)
    throw new AppError("invalid", "This question is no longer asked. Go back to the run.");
  return posted.fields.map(({ name }) => name);
}

/** The next page after the posted one with a question, given the answers so far. */
function pageAfter({ page }: PageAnswer, schema: FormSchema, answers: JsonObject) {
  const pages = formPages(schema);
  const at = pages.findIndex(({ id }) => id === page);
  const asks = ({ fields }: FormPage) => fields.some((f) => isShown(schema, f.name, answers));
  return pages.slice(at + 1).find(asks)?.id ?? null;
}

/** The first page with an open question: people can reach pages in any order by their address. */
function openPage(schema: FormSchema, answers: JsonObject) {
  const checked = validateData(schema, answers);
  if (checked.ok) return null;
  const open = new Set(Object.keys(checked.errors).map((path) => path.split(".")[0]));
  return formPages(schema).find(({ fields }) => fields.some((f) => open.has(f.name)))?.id ?? null;
}

function shownOnly(schema: FormSchema, answers: JsonObject): JsonObject {
  const shown = Object.entries(answers).filter(
    ([name]) => Object.hasOwn(schema.properties, name) && isShown(schema, name, answers),
  );
  return Object.fromEntries<Json>(shown);
}

function without(answers: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !fields.includes(name)));
}

function allFields(schema: FormSchema): string[] {
  return Object.keys(schema.properties);
}

/** The message for a field that is not on this page is shown for the whole page. */
function unusable(errors: FieldErrors, fields: readonly string[]): AppError {
  const here = Object.entries(errors).filter(([path]) => fields.includes(path.split(".")[0] ?? ""));
  const [elsewhere] = Object.values(errors);
  if (here.length === 0) return new AppError("invalid", `${elsewhere ?? "There is a problem"}.`);
  const sentences = here.map(([path, sentence]): [string, string[]] => [path, [sentence]]);
  return new AppError("invalid", "There is a problem", { fields: Object.fromEntries(sentences) });
}

function firstSentences({ fields = {} }: AppError): FieldErrors {
  const errors: FieldErrors = {};
  for (const [name, [sentence] = []] of Object.entries(fields)) {
    if (sentence !== undefined) errors[name] = sentence;
  }
  return errors;
}
