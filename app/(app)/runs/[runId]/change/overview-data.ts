import "server-only";
import { type Clock, momentText } from "#components/format/dates.ts";
import type { ListedChange } from "#components/run/change/changes-list.tsx";
import { changePath } from "#components/run/paths.ts";
import type { Database } from "#db/client.ts";
import { listNewerVersions } from "#db/queries/definitions/definitions.ts";
import { getPatchEvents } from "#db/queries/executions/read-executions.ts";
import type { ChangeLine } from "#lib/engine/patch/diff-text.ts";
import { describedChanges } from "#lib/runtime/adapt/described-changes.ts";
import { propose } from "#lib/runtime/adapt/proposal.ts";
import { definitionChanges, lastStanding } from "#lib/runtime/store/definition-changes.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

export type Newest = {
  version: string;
  lines: readonly ChangeLine[];
  /** Why the run cannot move to it; null when it can. */
  reason: string | null;
};

/** The newest version of the run's workflow, if the run follows an older one. */
export async function newestVersion(db: Database, run: Run): Promise<Newest | null> {
  const { definitionId, definitionPath, userId: ownerId } = run.row;
  const [newest] = await listNewerVersions(db, { definitionId, definitionPath, ownerId });
  if (!newest) return null;
  const { version } = newest;
  const { proposal } = await propose(db, run, { kind: "migrate", version });
  const reasons = proposal.problems.map(({ message }) => message);
  const reason = reasons.length > 0 ? `This run cannot move to it. ${reasons.join(" ")}` : null;
  return { version, lines: proposal.lines, reason };
}

/** The changes made to a run, the latest first, and which of them may be reverted. */
export async function listedChanges(
  db: Database,
  run: Run,
  clock: Clock,
): Promise<readonly ListedChange[]> {
  const made = definitionChanges(await getPatchEvents(db, run.row.id));
  if (made.length === 0) return [];
  const last = lastStanding(made);
  const undo = last && (await propose(db, run, { kind: "revert" })).proposal;
  const [obstacle] = undo?.problems ?? [];
  const described = await describedChanges(db, made);
  return described.toReversed().map((change): ListedChange => {
    const isLast = change.seq === last?.seq;
    return {
      seq: change.seq,
      title: `${titleOf(change)}, ${momentText(change.at, clock)}`,
      lines: change.lines,
      undone: change.undone,
      undoHref: isLast && !obstacle ? changePath(run.row.id, { undo: "1" }) : null,
      note: isLast && obstacle ? `This can no longer be undone. ${obstacle.message}` : null,
    };
  });
}

function titleOf({
  actor,
  kind,
  version,
}: Awaited<ReturnType<typeof describedChanges>>[number]): string {
  const who = actor.kind === "person" ? "You" : "Somebody";
  if (kind === "undo") return `${who} undid a change`;
  return kind === "version" ? `${who} moved to version ${version}` : `${who} changed this run`;
}
