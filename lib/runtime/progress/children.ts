import type { Database } from "#db/client.ts";
import { stateOf, type Task, tasksOf } from "#lib/engine/state/task.ts";
import { loadRun, type Run } from "#lib/runtime/store/load-run.ts";

import { nextStep, needsPerson } from "./next-step.ts";

/** The parent of a child run. Null for a run of its own. */
export async function parentOf(db: Database, { row }: Run): Promise<Run | null> {
  if (row.parentId === null) return null;
  return await loadRun(db, { executionId: row.parentId, ownerId: row.userId });
}

/** The present child run of a step or an instance. Null where there is none, or where it has yet to start. */
export async function childAt(db: Database, { row, work }: Run, task: Task): Promise<Run | null> {
  const { status, token } = stateOf(work, task);
  if (!task.step.child || status !== "running" || token === null) return null;
  return await loadRun(db, { executionId: token, ownerId: row.userId });
}

/**
 * The child run to continue in when no step of the run itself needs a person: the first in which a step does, at any
 * depth. Else the first child run, if the run waits for it.
 */
export async function childToOpen(db: Database, run: Run): Promise<Run | null> {
  const running = [...tasksOf(run.work)].filter(({ step }) => step.child);
  const children = await Promise.all(running.map(async (task) => await childAt(db, run, task)));
  const found = children.filter((child) => child !== null);
  const waits = await Promise.all(found.map(async (child) => await waitsForPerson(db, child)));
  const first = found[waits.indexOf(true)];
  if (first) return first;
  const open = nextStep(run.work);
  return open ? await childAt(db, run, open) : null;
}

async function waitsForPerson(db: Database, run: Run): Promise<boolean> {
  const open = nextStep(run.work);
  if (open && needsPerson(stateOf(run.work, open))) return true;
  const child = await childToOpen(db, run);
  return child !== null && (await waitsForPerson(db, child));
}
