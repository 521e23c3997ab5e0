import type { Explanation } from "#lib/data-types/explanation.ts";

type Figure = Explanation["figures"][number];

/** A stretch of text: a number with the input it repeats, or the words between numbers. */
export type Segment = {
  readonly at: number;
  readonly text: string;
  readonly figure: Figure | null;
};

/** The paragraphs of a text, each cut where its numbers are. */
export function markedParagraphs(text: string, figures: readonly Figure[]): Segment[][] {
  const paragraphs: Segment[][] = [];
  for (const match of text.matchAll(/[^\n]+(?:\n(?!\n)[^\n]+)*/gu)) {
    const end = match.index + match[0].length;
    const inside = figures.filter(({ index }) => index >= match.index && index < end);
    paragraphs.push(cut(text, match.index, end, inside));
  }
  return paragraphs;
}

function cut(text: string, start: number, end: number, figures: readonly Figure[]): Segment[] {
  const segments: Segment[] = [];
  let at = start;
  for (const figure of figures.toSorted((a, b) => a.index - b.index)) {
    if (figure.index < at || !text.startsWith(figure.text, figure.index)) continue;
    if (figure.index > at) segments.push({ at, text: text.slice(at, figure.index), figure: null });
    segments.push({ at: figure.index, text: figure.text, figure });
    at = figure.index + figure.text.length;
  }
  if (at < end) segments.push({ at, text: text.slice(at, end), figure: null });
  return segments;
}
