import type { ReactNode } from "react";

export type Size = { width: number; height: number; narrow: boolean };
export type Sizes = { wide: Size; narrow: Size };

/**
 * A drawing in two versions, for the column and for a phone: one that is merely scaled would have letters too small to
 * read. A media query shows one, and paper gets the wide one. Its name and description are for people who cannot see
 * it. Its words are hidden from them, since the table beside it has the same figures.
 */
export function Drawing({
  id,
  title,
  description,
  sizes,
  wide,
  narrow,
}: {
  id: string;
  title: string;
  description: string;
  sizes: Sizes;
  wide: ReactNode;
  narrow: ReactNode;
}) {
  const both = [
    { name: "wide", size: sizes.wide, drawn: wide, shown: "max-sm:hidden print:block" },
    { name: "narrow", size: sizes.narrow, drawn: narrow, shown: "sm:hidden print:hidden" },
  ];
  return both.map(({ name, size, drawn, shown }) => {
    const own = `${id}-${name}`;
    return (
      <svg
        key={own}
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-labelledby={`${own}-title ${own}-description`}
        className={`chart ${shown}`}
      >
        <title id={`${own}-title`}>{title}</title>
        <desc id={`${own}-description`}>{description}</desc>
        <g aria-hidden="true">{drawn}</g>
      </svg>
    );
  });
}

/** A coordinate with as many decimals as a screen can show. */
export function at(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The colour of the n-th class of data, from 0. There are eight. Further classes must be merged before. */
export function dataColour(index: number): string {
  return `var(--color-dv-${(index % 8) + 1})`;
}
