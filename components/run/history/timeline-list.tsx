import { CircleCheck, CircleUserRound, OctagonAlert } from "lucide";

import { type Clock, dateText, timeText } from "#components/format/dates.ts";
import { AiLabel } from "#components/ui/ai-label.tsx";
import { Hidden } from "#components/ui/hidden.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Time } from "#components/ui/time.tsx";

import { JsonText } from "../json-text.tsx";
import { replayPath, stepPath } from "../paths.ts";
import { ChangeLines } from "./change-lines.tsx";
import type { TimelineEntry } from "./timeline.ts";

/** What happened in a run, day by day, the newest first. */
export function TimelineList({
  runId,
  entries,
  clock,
}: {
  runId: string;
  entries: readonly TimelineEntry[];
  clock: Clock;
}) {
  const days = Map.groupBy(entries, ({ at }) => dateText(at, clock));
  return [...days].map(([day, those]) => (
    <div key={day}>
      <h3 className="group-title mt-6 mb-3 first:mt-0">{day}</h3>
      <ol>
        {those.map((entry) => (
          <Line key={entry.seq} runId={runId} entry={entry} clock={clock} />
        ))}
      </ol>
    </div>
  ));
}

const line =
  "grid grid-cols-[44px_20px_minmax(0,1fr)] gap-x-2 sm:grid-cols-[56px_20px_minmax(0,1fr)] sm:gap-x-4";
/** A thread from each line to the one below it. */
const dot =
  "relative flex justify-center in-[li:not(:last-child)]:after:border-line in-[li:not(:last-child)]:after:absolute in-[li:not(:last-child)]:after:top-6 in-[li:not(:last-child)]:after:-bottom-0.5 in-[li:not(:last-child)]:after:left-1/2 in-[li:not(:last-child)]:after:border-l";

function Line({ runId, entry, clock }: { runId: string; entry: TimelineEntry; clock: Clock }) {
  const { seq, at, actor, text, meta, bad, whatIf, details, lines } = entry;
  const icon = bad ? OctagonAlert : actor === "You" ? CircleUserRound : CircleCheck;
  return (
    <li className={line}>
      <Time at={at} className="text-small text-ink-3 pt-0.5">
        {timeText(at, clock)}
      </Time>
      <span className={dot}>
        <Icon of={icon} size={18} className={`mt-[3px] ${bad ? "text-danger" : "text-ink-3"}`} />
      </span>
      <div className="pb-6">
        <p>{text}</p>
        <p className="text-meta text-ink-3">
          {actor === "AI" ? <AiLabel /> : actor}
          {meta.length > 0 && `${actor === "AI" ? " " : ", "}${meta.join(", ")}`}
          <a href={replayPath(runId, seq)} className="ml-3">
            State then<Hidden>, after {text}</Hidden>
          </a>
          {whatIf !== null && (
            <a href={stepPath(runId, whatIf)} className="ml-3">
              What if?<Hidden> {text}</Hidden>
            </a>
          )}
        </p>
        {lines.length > 0 && <ChangeLines lines={lines} className="text-small mt-2" />}
        {details && (
          <details open={bad} className="mt-0.5">
            <summary className="text-small text-accent min-h-6 w-max">Details</summary>
            <JsonText text={JSON.stringify(details, null, 2)} />
          </details>
        )}
      </div>
    </li>
  );
}
