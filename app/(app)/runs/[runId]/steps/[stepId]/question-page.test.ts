import { expect, test } from "vitest";

import type { FormSchema } from "#lib/form/json-schema.ts";

import { questionPage } from "./question-page.ts";

const form = {
  type: "object",
  description: "Five questions.",
  properties: {
    goal: { type: "string", title: "Goal", enum: ["home", "other"] },
    which: { type: "string", title: "Which", "x-showIf": { field: "goal", equals: "other" } },
    years: { type: "integer", title: "Years", default: 10 },
  },
  required: ["goal", "which", "years"],
} satisfies FormSchema;

test("the first page that is open comes first, and says where it lies among the others", () => {
  expect(questionPage(form, {}, undefined)).toMatchObject({ id: "goal", number: 1, total: 2 });
  expect(questionPage(form, { goal: "other" }, undefined)).toMatchObject({
    id: "which",
    number: 2,
    total: 3,
    before: "goal",
  });
});

test("a page can be asked for; one that is hidden or unknown cannot", () => {
  const answers = { goal: "home" };
  expect(questionPage(form, answers, "goal").id).toBe("goal");
  expect(questionPage(form, answers, "which").id).toBe("years");
  expect(questionPage(form, { ...answers, years: 3 }, "nonsense").id).toBe("years");
});

test("answers stand where they were typed, defaults where nothing was", () => {
  expect(questionPage(form, { goal: "home" }, "goal").values).toEqual({ goal: "home" });
  expect(questionPage(form, { goal: "home" }, "years").values).toEqual({ years: "10" });
  expect(questionPage(form, { goal: "home", years: 3 }, "years").values).toEqual({ years: "3" });
});

test("what introduces the form stands at its first question only", () => {
  expect(questionPage(form, {}, "goal").notes).toEqual({ goal: "Five questions." });
  expect(questionPage(form, { goal: "home" }, "years").notes).toEqual({});
});
