import Link from "next/link";
import type { ReactNode } from "react";

import { Hidden } from "../hidden.tsx";

export type SummaryRow = {
  name: string;
  /** Without a value it shows "Not provided". */
  value: ReactNode;
  /** Its origin: "From your profile", "Estimate, you chose I'm not sure". */
  note?: string;
  changeHref?: string;
  whatIfHref?: string;
};

/** Answers before they count, each with a link to its question. */
export function SummaryList({ rows }: { rows: readonly SummaryRow[] }) {
  return (
    <dl className="border-line border-t">
      {rows.map((row) => (
        <div
          key={row.name}
          className="border-line grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b py-3 sm:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto]"
        >
          <dt className="col-span-full font-semibold sm:col-span-1">{row.name}</dt>
          <dd>
            {isBlank(row.value) ? <span className="text-ink-3">Not provided</span> : row.value}
            {row.note && <span className="text-meta text-ink-3 block">{row.note}</span>}
          </dd>
          {(row.changeHref ?? row.whatIfHref) && (
            <dd className="flex flex-wrap justify-end gap-x-4 text-right">
              {row.changeHref && (
                <Link href={row.changeHref}>
                  Change<Hidden> {row.name}</Hidden>
                </Link>
              )}
              {row.whatIfHref && (
                <Link href={row.whatIfHref}>
                  What if?<Hidden> {row.name}</Hidden>
                </Link>
              )}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function isBlank(value: ReactNode): boolean {
  return value === null || value === undefined || value === "";
}
