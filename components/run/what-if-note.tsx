import Link from "next/link";

import { Tag } from "#components/ui/tag.tsx";

import { runReference } from "../format/run-reference.ts";
import { comparePath, historyPath } from "./paths.ts";

/** Says that a run is a what-if, of which run, and where to see the two side by side. */
export function WhatIfNote({
  run: { id, forkedFromId },
}: {
  run: { id: string; forkedFromId: string | null };
}) {
  if (forkedFromId === null) return null;
  return (
    <p className="text-small text-ink-2 mb-5 flex flex-wrap items-baseline gap-x-3 gap-y-1 print:hidden">
      <Tag>What if</Tag>
      <span>
        A what-if of <Link href={historyPath(forkedFromId)}>{runReference(forkedFromId)}</Link>
      </span>
      <Link href={comparePath(forkedFromId, id)}>Compare the two</Link>
    </p>
  );
}
