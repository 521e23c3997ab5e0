import { expect, test } from "vitest";

import { markedParagraphs } from "./marked-text.ts";

const text = "Bonds take 55.2%.\n\nYou have 12 years,\nor 13.";
const figure = (word: string, matches: string | null) => ({
  text: word,
  index: text.indexOf(word),
  matches,
});

test("paragraphs are cut where their numbers are", () => {
  const figures = [figure("13", null), figure("55.2%", "groups.bonds"), figure("12", "years")];
  const paragraphs = markedParagraphs(text, figures);
  expect(
    paragraphs.map((segments) =>
      segments.map((s) => (s.figure ? `[${s.text}|${s.figure.matches}]` : s.text)),
    ),
  ).toEqual([
    ["Bonds take ", "[55.2%|groups.bonds]", "."],
    ["You have ", "[12|years]", " years,\nor ", "[13|null]", "."],
  ]);
});

test("a figure that is not where it says is not marked", () => {
  const paragraphs = markedParagraphs(text, [{ text: "99", index: 3, matches: null }]);
  expect(paragraphs.flat().every((segment) => segment.figure === null)).toBe(true);
  expect(
    paragraphs
      .flat()
      .map((s) => s.text)
      .join("\n\n"),
  ).toBe(text);
});
