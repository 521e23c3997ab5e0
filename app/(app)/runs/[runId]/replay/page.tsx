import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";

import { type Clock, momentText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { eventText } from "#components/run/history/event-text.ts";
import { type ReplayLine, ReplayView } from "#components/run/history/replay-view.tsx";
import { runState } from "#components/run/list/run-state.ts";
import { replayPath } from "#components/run/paths.ts";
import { type StepItem, stepItems } from "#components/run/steps/step-items.ts";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { db } from "#db/index.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { needsPerson } from "#lib/runtime/progress/next-step.ts";
import { loadReplay, type Replay } from "#lib/runtime/replay/replay.ts";

import { viewerClock } from "../../../../viewer-clock.ts";

type Props = PageProps<"/runs/[runId]/replay">;

/** How many events are listed beside the state, and how many steps. A log may be long, and a plan large. */
const most = { events: 25, steps: 150 };
const detailsLength = 20_000;
const moment = z.coerce.number().pipe(z.int32().min(1)).nullable().catch(null);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Replay of ${runReference((await params).runId)}` };
}

export default async function ReplayPage({ params, searchParams }: Props) {
  const { runId } = await params;
  const viewer = await viewerAt(replayPath(runId));
  const at = moment.parse((await searchParams)["at"] ?? null);
  const place = { executionId: runId, ownerId: viewer.id, at, most: most.events };
  const replay = z.uuid().safeParse(runId).success ? await loadReplay(db, place) : null;
  if (!replay) notFound();
  const { row, work, event } = replay;
  const clock = await viewerClock();
  const said = saidOf(work.plan, event, clock);
  const { status, steps } = work.state;
  return (
    <ReplayView
      runId={row.id}
      reference={runReference(row.id)}
      seq={event.seq}
      last={row.revision}
      event={said}
      state={<StepState state={runState(status, steps.some(needsPerson))} />}
      {...stepsOf(replay, clock)}
      lines={replay.around.map((one) => lineOf(work.plan, one, clock))}
      details={shortened(JSON.stringify(event, null, 2))}
    />
  );
}

function lineOf(plan: Plan, event: ExecutionEvent, clock: Clock): ReplayLine {
  const { text, meta } = saidOf(plan, event, clock);
  return { seq: event.seq, text, meta };
}

function saidOf(plan: Plan, event: ExecutionEvent, clock: Clock): { text: string; meta: string } {
  const { text, actor } = eventText(plan, event, clock);
  return { text, meta: `${actor}, ${momentText(event.at, clock)}` };
}

function stepsOf({ work, changed }: Replay, clock: Clock) {
  const items = stepItems(work, clock);
  const isChanged = (_: StepItem, index: number) => changed.has(index);
  const others = items.filter((item, index) => !isChanged(item, index));
  const shown = items.filter(isChanged).slice(0, most.steps);
  const rest = others.slice(0, most.steps - shown.length);
  return { changed: shown, others: rest, more: items.length - shown.length - rest.length };
}

function shortened(text: string): string {
  return text.length > detailsLength ? `${text.slice(0, detailsLength)}\n…` : text;
}
