import "server-only";
import { notFound } from "next/navigation";
import { z } from "zod";

import type { Clock } from "#components/format/dates.ts";
import { stepPath } from "#components/run/paths.ts";
import { instanceName } from "#lib/engine/state/instance-name.ts";
import { type Run, type StepAt, stepOf } from "#lib/runtime/store/load-run.ts";

import { runAt } from "../../../require-run.ts";

type Props = PageProps<"/runs/[runId]/steps/[stepId]">;

const text = z.string().max(200).optional().catch(undefined);
const query = z.object({
  /** The page of the form. */
  q: text,
  /** Whether an answer that counts is to be changed; `kept` when its earlier pages are in the draft. */
  change: z.enum(["1", "kept"]).optional().catch(undefined),
  /** The same, for a what-if: a new run gets the change. */
  whatif: z.enum(["1", "kept"]).optional().catch(undefined),
  /** The revision at which another tab was found to have answered. */
  conflict: text,
  /** Whether the person is here to wait for the step's end, and not to look at it. */
  wait: text,
  /**
   * What the person wants to do with a text: edit it, have it written again, ask about it, write what could not be written. Or `give`:
   * what a signal brings. Or `file`: choose another one.
   */
  act: z.enum(["edit", "again", "ask", "write", "give", "file"]).optional().catch(undefined),
  /** What was wrong with a file that was sent to the step, or happened to it. */
  problem: z.enum(["too-large", "none", "changed"]).optional().catch(undefined),
});

export type StepPageData = StepAt & {
  run: Run;
  clock: Clock;
  /** How people read what the page is about: "Review, 2 of 5". */
  name: string;
  query: z.output<typeof query>;
};

/** The step a page is about, with what its address asks for. A step that the plan does not have is not found. */
export async function stepAt({ params, searchParams }: Props): Promise<StepPageData> {
  const { runId, stepId } = await params;
  const id = decoded(stepId);
  const { run, clock } = await runAt(runId, stepPath(runId, id));
  const found = stepOf(run, id);
  if (!found) notFound();
  const { step } = found;
  const count = run.work.tallies.get(step.index)?.total ?? 0;
  const name = instanceName(step.definition.name, id, count);
  return { run, clock, name, ...found, query: query.parse(await searchParams) };
}

function decoded(stepId: string): string {
  try {
    return decodeURIComponent(stepId);
  } catch {
    return notFound();
  }
}
