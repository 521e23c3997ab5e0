import { placeText, plainRules, ruleText } from "#components/schedule/schedule-text.ts";
import type { FieldErrors, FormSchema, Posted } from "#lib/form/json-schema.ts";
import { readAnswers } from "#lib/form/read-answers.ts";
import { problemsOf, type Rule } from "#lib/runtime/schedules/cron.ts";

const ownRule = "rule";
const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/**
 * When runs are to start: in words, or by a cron rule, on the clocks of a place. The names differ from those of a run's
 * inputs, which are asked on the same page.
 */
export const ruleForm: FormSchema = {
  type: "object",
  properties: {
    "~how": {
      type: "string",
      title: "How often should the run start?",
      enum: [...plainRules.map(({ how }) => how), ownRule],
      "x-labels": [...plainRules.map(({ cron }) => ruleText(cron)), "By a rule of your own"],
    },
    "~cron": {
      type: "string",
      title: "Rule",
      "x-hint":
        "Cron with five parts: minute, hour, day, month, day of the week, such as 30 6 * * 1-5",
      "x-showIf": { field: "~how", equals: ownRule },
      maxLength: 100,
    },
    "~timeZone": {
      type: "string",
      title: "Which time zone should the run follow?",
      "x-hint": "Runs start by the clocks of this place, in summer and in winter",
      enum: zones,
      "x-labels": zones.map(placeText),
    },
  },
  required: ["~how", "~cron", "~timeZone"],
};

/** The default time zone: the viewer's, where the form offers it. */
export function firstZone(zone: string): string {
  return zones.includes(zone) ? zone : "UTC";
}

/** The rule that a form posted, or a sentence per field that cannot be used. */
export function readRule(
  posted: Posted,
  now: Date,
): { ok: true; rule: Rule } | { ok: false; errors: FieldErrors } {
  const read = readAnswers(ruleForm, posted);
  if (!read.ok) return read;
  const { "~how": how, "~cron": own, "~timeZone": timeZone } = read.data;
  const cron = plainRules.find((plain) => plain.how === how)?.cron ?? own;
  const rule = { cron: String(cron), timeZone: String(timeZone) };
  const errors: FieldErrors = {};
  for (const [name, sentences] of Object.entries(problemsOf(rule, now))) {
    for (const sentence of sentences) errors[`~${name}`] = sentence;
  }
  return Object.keys(errors).length === 0 ? { ok: true, rule } : { ok: false, errors };
}
