import { confidenceOf, estimateReason } from "#lib/ai/grounding/confidence.ts";
import type { Fact, FactCheck, Facts, InputUsed } from "#lib/ai/grounding/fact.ts";
import { checkFigures, type Figure } from "#lib/ai/grounding/match-figures.ts";
import { type Answer, cleanText, dataOf } from "#lib/ai/model/model-answer.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";

/** The checks that depend on the text, so that an edit replaces them. */
const textChecks = new Set(["figures", "links"]);

/** A writer's answer with everything a reader needs to judge it. */
export function explanationOf(
  answer: Answer,
  facts: Facts,
  source: Explanation["source"],
): Explanation {
  const { removed, text } = cleanText(answer.explanation);
  const data = supportedData(answer, facts.facts);
  const figures = checkFigures(text, facts.facts);
  const checks = [
    ...checksOfText(figures, removed),
    ...facts.checks,
    ...estimateCheck(facts.inputsUsed),
    ...leftOut(Object.keys(dataOf(answer)).length - Object.keys(data).length),
  ];
  return {
    text,
    data,
    confidence: judged(figures, facts.inputsUsed, checks, answer.confidence.score),
    checks,
    source,
    inputsUsed: [...facts.inputsUsed],
    figures,
    edited: false,
    original: null,
    ownScore: Math.min(1, Math.max(0, answer.confidence.score)),
  };
}

/** A text that a person wrote instead of a writer, its figures checked in the same way. */
export function writtenByHand(written: string, facts: Facts): Explanation {
  const text = written.replaceAll(/\r\n?/gu, "\n").trim();
  const figures = checkFigures(text, facts.facts);
  const checks = [...checksOfText(figures, 0), ...facts.checks, ...estimateCheck(facts.inputsUsed)];
  return {
    text,
    data: {},
    confidence: judged(figures, facts.inputsUsed, checks, 1),
    checks,
    source: { kind: "person", model: "", ms: 0 },
    inputsUsed: [...facts.inputsUsed],
    figures,
    edited: false,
    original: null,
  };
}

/**
 * The explanation with a person's text instead of the writer's, its figures checked again. An unchanged text is no
 * edit. The writer's first text is kept through any number of edits.
 */
export function editedExplanation(
  proposal: Explanation,
  written: string,
  facts: readonly Fact[],
): Explanation {
  const text = written.replaceAll(/\r\n?/gu, "\n").trim();
  const original = proposal.original ?? proposal.text;
  if (text === proposal.text) return proposal;
  const figures = checkFigures(text, facts);
  const checks = [
    ...checksOfText(figures, 0),
    ...proposal.checks.filter(({ id }) => !textChecks.has(id)),
  ];
  return {
    ...proposal,
    text,
    figures,
    checks,
    confidence: judged(figures, proposal.inputsUsed, checks, 1),
    edited: text !== original,
    original: text === original ? null : original,
  };
}

/** The explanation as its writer gave it, without a person's edits. */
export function restoredExplanation(edited: Explanation, facts: readonly Fact[]): Explanation {
  if (edited.original === null) return edited;
  const restored = editedExplanation(edited, edited.original, facts);
  const { figures, inputsUsed, checks, ownScore = 1 } = restored;
  return { ...restored, confidence: judged(figures, inputsUsed, checks, ownScore) };
}

/** Estimates lower the confidence by their share, so their check is shown and not counted a second time. */
function judged(
  figures: readonly Figure[],
  inputsUsed: readonly InputUsed[],
  checks: readonly FactCheck[],
  ownScore: number,
): Explanation["confidence"] {
  const counted = checks.filter(({ id }) => id !== "estimates" && id !== "figures");
  const { level, reasons, score } = confidenceOf({
    figures,
    inputsUsed,
    checks: counted,
    ownScore,
  });
  return { level, score, reasons: [...reasons] };
}

function checksOfText(figures: readonly Figure[], linksRemoved: number): FactCheck[] {
  const matched = figures.filter(({ matches }) => matches !== null).length;
  const checks: FactCheck[] = [
    {
      id: "figures",
      label:
        matched === figures.length ? "Numbers match the inputs" : "Some numbers match no input",
      passed: matched === figures.length,
      detail: `${matched} of ${figures.length} figures`,
    },
  ];
  if (linksRemoved > 0) {
    checks.push({
      id: "links",
      label: "Links and markup were removed",
      passed: false,
      detail: String(linksRemoved),
    });
  }
  return checks;
}

function estimateCheck(inputs: readonly InputUsed[]): FactCheck[] {
  const estimates = inputs.filter(({ origin }) => origin === "estimate").length;
  if (estimates === 0) return [];
  return [
    { id: "estimates", label: estimateReason(estimates, inputs.length), passed: false, detail: "" },
  ];
}

function leftOut(values: number): FactCheck[] {
  if (values === 0) return [];
  return [
    {
      id: "data",
      label:
        values === 1
          ? "A value for later steps matches no input and was left out"
          : `${values} values for later steps match no input and were left out`,
      passed: false,
      detail: "",
    },
  ];
}

/** The values for later steps whose numbers the facts support. */
function supportedData(answer: Answer, facts: readonly Fact[]): Explanation["data"] {
  return Object.fromEntries(
    Object.entries(dataOf(answer)).filter(([, value]) => {
      if (typeof value === "number") return isFact(value, facts);
      return (
        typeof value === "boolean" ||
        checkFigures(value, facts).every(({ matches }) => matches !== null)
      );
    }),
  );
}

function isFact(value: number, facts: readonly Fact[]): boolean {
  const equal = (fact: number) => Math.abs(fact - value) <= 1e-6 * Math.max(1, Math.abs(fact));
  return facts.some(
    (fact) =>
      typeof fact.value === "number" &&
      (equal(fact.value) || (fact.unit === "percent" && equal(fact.value * 100))),
  );
}
