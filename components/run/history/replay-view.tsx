import type { ReactNode } from "react";

import { PageHead, Split } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import { Tag } from "#components/ui/tag.tsx";

import { JsonText } from "../json-text.tsx";
import { historyPath, replayPath } from "../paths.ts";
import type { StepItem } from "../steps/step-items.ts";

/** One event of the log, as a line of the list beside the state. */
export type ReplayLine = { seq: number; text: string; meta: string };

/** A run as it was after one event: what the event changed, and the state of every step. It has no actions. */
export function ReplayView({
  runId,
  reference,
  seq,
  last,
  event,
  state,
  changed,
  others,
  more,
  lines,
  details,
}: {
  runId: string;
  reference: string;
  seq: number;
  /** The number of events in the log. */
  last: number;
  event: { text: string; meta: string };
  /** The state of the run as a whole. */
  state: ReactNode;
  /** The steps that the event changed, and all others. */
  changed: readonly StepItem[];
  others: readonly StepItem[];
  /** How many steps are left out of the list. */
  more: number;
  lines: readonly ReplayLine[];
  /** The event as it is stored. */
  details: string;
}) {
  return (
    <>
      <Head runId={runId} reference={reference} seq={seq} last={last} event={event} state={state} />
      <Split aside={<EventList runId={runId} seq={seq} last={last} lines={lines} />}>
        {changed.length > 0 && <Steps title="Changed by this event" items={changed} mark />}
        {others.length > 0 && <Steps title="As they were" items={others} />}
        {more > 0 && (
          <p className="text-small text-ink-3 mt-3">
            {more.toLocaleString("en-US")} more steps are not shown.
          </p>
        )}
        <Disclosure summary="This event as it is stored" className="mt-6" ruled={false}>
          <JsonText text={details} />
        </Disclosure>
      </Split>
    </>
  );
}

function Head({
  runId,
  reference,
  seq,
  last,
  event,
  state,
}: {
  runId: string;
  reference: string;
  seq: number;
  last: number;
  event: { text: string; meta: string };
  state: ReactNode;
}) {
  return (
    <>
      <BackLink href={historyPath(runId)}>History</BackLink>
      <div className="mt-2">
        <PageHead
          above={
            <p className="text-small text-ink-3">
              Replay of {reference}, event {seq} of {last}
            </p>
          }
          title={event.text}
          acts={<Moves runId={runId} seq={seq} last={last} />}
        >
          <p className="flex flex-wrap items-center gap-x-3">
            {event.meta} {state}
          </p>
        </PageHead>
      </div>
    </>
  );
}

const move = "inline-flex min-h-9 items-center px-1";

function Moves({ runId, seq, last }: { runId: string; seq: number; last: number }) {
  const moves = [
    { name: "First", to: 1, can: seq > 1 },
    { name: "Back", to: seq - 1, can: seq > 1 },
    { name: "Forward", to: seq + 1, can: seq < last },
    { name: "Last", to: last, can: seq < last },
  ];
  return (
    <nav aria-label="Move through the events">
      <ul className="flex flex-wrap gap-x-3">
        {moves.map(({ name, to, can }) => (
          <li key={name}>
            {can ? (
              <a href={replayPath(runId, to)} className={move}>
                {name}
              </a>
            ) : (
              <span className={`text-ink-3 ${move}`}>{name}</span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Steps({
  title,
  items,
  mark = false,
}: {
  title: string;
  items: readonly StepItem[];
  mark?: boolean;
}) {
  return (
    <section aria-label={title} className="mt-8 first:mt-0">
      <h2 className="group-title mb-2">{title}</h2>
      <TaskList>
        {items.map(({ id, name, hint, state, label }) => (
          <Task
            key={id}
            dense
            name={
              <span className="text-ink no-underline">
                {name} {mark && <Tag>changed</Tag>}
              </span>
            }
            hint={hint}
            state={<StepState state={state} {...(label !== undefined && { label })} />}
          />
        ))}
      </TaskList>
    </section>
  );
}

/** A page of the log around the event. */
function EventList({
  runId,
  seq,
  last,
  lines,
}: {
  runId: string;
  seq: number;
  last: number;
  lines: readonly ReplayLine[];
}) {
  const [first, end] = [lines.at(0)?.seq ?? 1, lines.at(-1)?.seq ?? last];
  return (
    <aside aria-label="Events">
      <h2 className="small-title mb-2">Events</h2>
      {first > 1 && (
        <p className="text-small mb-2">
          <a href={replayPath(runId, first - 1)}>Earlier events</a>
        </p>
      )}
      <ol className="border-line border-t">
        {lines.map((line) => (
          <li key={line.seq} className="border-line text-small border-b">
            <a
              href={replayPath(runId, line.seq)}
              aria-current={line.seq === seq ? "step" : undefined}
              className="aria-[current]:bg-accent-soft -mx-2 block px-2 py-2 no-underline hover:underline"
            >
              {line.text}
              <span className="text-meta text-ink-3 block">
                {line.seq}. {line.meta}
              </span>
            </a>
          </li>
        ))}
      </ol>
      {end < last && (
        <p className="text-small mt-2">
          <a href={replayPath(runId, end + 1)}>Later events</a>
        </p>
      )}
    </aside>
  );
}
