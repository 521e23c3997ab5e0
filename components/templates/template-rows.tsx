import Link from "next/link";

import { AiLabel } from "#components/ui/ai-label.tsx";

export type TemplateRow = {
  href: string;
  name: string;
  line: string;
  level: string;
  usesAi: boolean;
  minutes: number | null;
};

/** Templates to choose from, ruled rows. */
export function TemplateRows({ rows }: { rows: readonly TemplateRow[] }) {
  return (
    <ul className="border-line border-t">
      {rows.map((row) => (
        <li
          key={row.href}
          className="border-line grid gap-x-8 gap-y-2 border-b py-6 sm:grid-cols-[minmax(0,1fr)_168px]"
        >
          <div>
            <h3 className="text-lead">
              <Link href={row.href}>{row.name}</Link>
            </h3>
            <p className="text-ink-2">{row.line}</p>
            <p className="text-small text-ink-3 mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
              <span>Level: {row.level.toLowerCase()}</span>
              {row.usesAi ? <AiLabel /> : <span>No AI</span>}
            </p>
          </div>
          {row.minutes !== null && (
            <p className="text-small text-ink-2 sm:text-right">
              about <b className="text-ink">{row.minutes}</b> minutes
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
