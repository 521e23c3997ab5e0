import { Minus, PenLine, Plus } from "lucide";

import { Hidden } from "#components/ui/hidden.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";

const marks = {
  added: { icon: Plus, word: "Added" },
  removed: { icon: Minus, word: "Removed" },
  changed: { icon: PenLine, word: "Changed" },
};

/** The parts of a change, one sentence each. */
export function ChangeLines({
  lines,
  className = "",
}: {
  lines: readonly ChangeLine[];
  className?: string;
}) {
  return (
    <ul className={`grid gap-2 ${className}`}>
      {lines.map(({ kind, text }) => (
        <li key={`${kind} ${text}`} className="grid grid-cols-[20px_1fr] gap-3">
          <Icon of={marks[kind].icon} className="text-ink-3 mt-0.5" />
          <span>
            <Hidden>{`${marks[kind].word}: `}</Hidden>
            {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
