import Link from "next/link";

import { ChangeLines } from "#components/run/history/change-lines.tsx";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";

export type ListedChange = {
  seq: number;
  /** "You changed this run, 26 November at 14:05" */
  title: string;
  lines: readonly ChangeLine[];
  undone: boolean;
  /** The link that reverts it. Null where that cannot be done, or not yet. */
  undoHref: string | null;
  /** Why the latest change can no longer be reverted. */
  note: string | null;
};

/** The changes made to a run, the latest first. The latest one that still applies may be reverted. */
export function ChangesList({ changes }: { changes: readonly ListedChange[] }) {
  return (
    <ol className="border-line border-t">
      {changes.map(({ seq, title, lines, undone, undoHref, note }) => (
        <li key={seq} className="border-line border-b py-4">
          <p className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
            <span className="font-semibold">{title}</span>
            {undone && <span className="text-small text-ink-3">Undone</span>}
            {undoHref && <Link href={undoHref}>Undo</Link>}
          </p>
          <ChangeLines lines={lines} className="text-small mt-3" />
          {note && <p className="text-small text-ink-2 mt-3">{note}</p>}
        </li>
      ))}
    </ol>
  );
}
