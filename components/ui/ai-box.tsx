import type { ReactNode } from "react";

const D4 =
  "Written by AI from the figures in this report. It can be wrong; the tables are the source.";
const D4_RULES =
  "Written by rules from the figures in this report, without AI. The tables are the source.";

const D4_PERSON = "Written by you, without AI. The tables are the source.";
const limits = { ai: D4, rules: D4_RULES, person: D4_PERSON } as const;

/** Who wrote a text. */
export type WrittenBy = keyof typeof limits;

/**
 * What AI, the built-in rules or the person wrote, in a box whose bar always means this. Each child is a band of its
 * own. The last band is always the sentence on its limits.
 */
export function AiBox({ children, by = "ai" }: { children: ReactNode; by?: WrittenBy }) {
  const bar = by === "ai" ? "border-l-ai" : "border-l-control";
  return (
    <div
      className={`divide-line rounded-r-card rounded-l-chip border-line bg-surface divide-y border border-l-[3px] ${bar} *:px-4 *:py-4 sm:*:px-6`}
    >
      {children}
      <p className="text-small text-ink-2 max-w-none">{limits[by]}</p>
    </div>
  );
}

/** Text that AI wrote, set for reading. */
export function AiText({ children, busy = false }: { children: ReactNode; busy?: boolean }) {
  return (
    <div
      aria-busy={busy}
      className="text-read [&_a]:decoration-ai space-y-4 !py-6 font-serif [&_a]:text-inherit"
    >
      {children}
    </div>
  );
}
