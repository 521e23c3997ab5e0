import { expect, test } from "vitest";

import { missing } from "./messages.ts";
import { subjectOf } from "./wording.ts";

test.each([
  ["How much do you want to invest now?", "how much you want to invest now"],
  ["How much can you add each month?", "how much you can add each month"],
  ["What is this money for?", "what this money is for"],
  ["What is your date of birth?", "your date of birth"],
  ["What should this money do for you?", "what this money should do for you"],
  ["Prices fall by 20%. What do you do?", "what you do"],
  ["How at ease are you with shares?", "how at ease you are with shares"],
  ["Which funds may your plan hold?", "which funds your plan may hold"],
  ["Amount to invest", "amount to invest"],
  ["US shares", "US shares"],
])("%s is asked for as: %s", (title, words) => {
  expect(missing({ type: "number", title })).toBe(`Enter ${words}`);
});

test.each([
  ["How would people who know you well describe you?"],
  ["You get $15,000. Where does it go?"],
  [undefined],
])("%s is not bent into a clause that would read wrong", (title) => {
  const schema = title === undefined ? {} : { title };
  expect(missing({ ...schema, enum: ["a"] })).toBe("Select an answer");
});

test("what cannot be repeated is named by its kind", () => {
  const title = "How much may one kind of investment take up at most?";
  expect(missing({ type: "number", title, "x-unit": "%" })).toBe("Enter a percentage");
  expect(missing({ type: "integer", title })).toBe("Enter a number");
});

test.each([
  ["Do you own your home?", "Select yes if you own your home"],
  ["Are you retired?", "Select yes if you are retired"],
  ["Is your income steady?", "Select yes or no"],
])("%s missing: %s", (title, sentence) => {
  expect(missing({ type: "boolean", title })).toBe(sentence);
});

test("limits are said of the unit, the short name or the title", () => {
  const question = "How long until you need this money?";
  const named = { title: question, "x-unit": "years", "x-name": "Years until you need the money" };
  expect(subjectOf(named)).toBe("Years");
  expect(subjectOf({ title: "Your age", "x-unit": "years" })).toBe("Your age");
  expect(subjectOf({ title: question })).toBe("The answer");
});
