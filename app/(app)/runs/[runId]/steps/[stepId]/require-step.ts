import "server-only";
import { notFound } from "next/navigation";
import { z } from "zod";

import type { Clock } from "#components/format/dates.ts";
import { stepPath } from "#components/run/paths.ts";
import { instanceName } from "#lib/engine/state/instance-name.ts";
import { type Run, type StepAt, stepOf } from "#lib/runtime/store/load-run.ts";

import { requireRun } from "../../../require-run.ts";

type Props = PageProps<"/runs/[runId]/steps/[stepId]">;

const text = z.string().max(200).optional().catch(undefined);
const query = z.object({
  /** The page of the form. */
  q: text,
  /** Whether an existing answer is being changed. `kept` when its earlier pages are in the draft. */
  change: z.enum(["1", "kept"]).optional().catch(undefined),
  /** The same for a what-if: a new run gets the change. */
  whatif: z.enum(["1", "kept"]).optional().catch(undefined),
  /** The revision at which another tab was found to have answered. */
  conflict: text,
  /** Whether the person waits for the step to end, and did not come to look at it. */
  wait: text,
  /**
   * What the person wants to do with a text: edit it, have it written again, ask about it, or write it by hand. Or
   * `give`: enter a signal's data. Or `file`: choose another file.
   */
  act: z.enum(["edit", "again", "ask", "write", "give", "file"]).optional().catch(undefined),
  /** What was wrong with a file that was sent to the step, or happened to it. */
  problem: z.enum(["too-large", "none", "changed"]).optional().catch(undefined),
});

export type StepPageData = StepAt & {
  run: Run;
  clock: Clock;
  /** The name of the step or instance for people: "Review, 2 of 5". */
  name: string;
  query: z.output<typeof query>;
};

/** The step a page is about, with the options of its address. A step that the plan does not have is not found. */
export async function requireStep({ params, searchParams }: Props): Promise<StepPageData> {
  const { runId, stepId } = await params;
  const id = decoded(stepId);
  const { run, clock } = await requireRun(runId, stepPath(runId, id));
  const found = stepOf(run, id);
  if (!found) notFound();
  const { step } = found;
  const count = run.work.instanceCounts.get(step.index)?.total ?? 0;
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
