import Link from "next/link";

import { type Clock, untilText } from "#components/format/dates.ts";
import { Time } from "#components/ui/time.tsx";

type Shown = {
  id: number;
  at: Date;
  /** What was done, in words, and where all of its kind are listed. */
  title: string;
  href: string;
  actor: string;
  origin: string | null;
  target: string | null;
  details: string;
};

/** What was done, the latest first. */
export function AuditList({ events, clock }: { events: readonly Shown[]; clock: Clock }) {
  return (
    <ul className="border-line mt-6 border-t">
      {events.map(({ id, at, title, href, actor, origin, target, details }) => (
        <li key={id} className="border-line border-b py-2.5 break-words">
          <p>
            <Link href={href}>{title}</Link>
            {target !== null && <>: {target}</>}
          </p>
          <p className="text-small text-ink-3">
            <Time at={at}>{untilText(at, clock)}</Time>, {actor}
            {origin !== null && <>, from {origin}</>}
            {details !== "" && <>. {details}</>}
          </p>
        </li>
      ))}
    </ul>
  );
}
