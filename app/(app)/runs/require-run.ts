import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";

import type { Clock } from "#components/format/dates.ts";
import { db } from "#db/index.ts";
import { type Viewer, viewerAt } from "#lib/auth/sessions/viewer.ts";
import { loadRun, type Run } from "#lib/runtime/store/load-run.ts";

import { viewerClock } from "../../viewer-clock.ts";
import { runLocation } from "./run-location.ts";

const load = cache(
  async (executionId: string, ownerId: string) => await loadRun(db, { executionId, ownerId }),
);

/** The viewer's own run, for the page at `path`. Read once per page. Another person's run is not found. */
export async function requireRun(
  runId: string,
  path: string,
): Promise<{ viewer: Viewer; run: Run; clock: Clock }> {
  const viewer = await viewerAt(path);
  const run = z.uuid().safeParse(runId).success ? await load(runId, viewer.id) : null;
  if (!run) notFound();
  return { viewer, run, clock: await viewerClock() };
}

/** Where a run continues, read again after a change of it. */
export async function placeOfRun(executionId: string, ownerId: string): Promise<string> {
  const run = await loadRun(db, { executionId, ownerId });
  return run ? await runLocation(run) : "/runs";
}
