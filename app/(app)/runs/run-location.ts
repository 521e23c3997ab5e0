import "server-only";
import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { stateOf, type Task } from "#lib/engine/state/task.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";
import { childToOpen, parentOf } from "#lib/runtime/progress/children.ts";
import { isUnderWay, nextStep } from "#lib/runtime/progress/next-step.ts";
import { modeOf } from "#lib/runtime/progress/run-mode.ts";
import { portfolioOf } from "#lib/runtime/progress/run-results.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { questionPage } from "./[runId]/steps/[stepId]/question-page.ts";
import { knownAnswers } from "./known-answers.ts";

/** Where a person continues who opens a run, or has just answered one of its steps. */
export async function runLocation(run: Run): Promise<string> {
  const { row, work } = run;
  const portfolio = portfolioOf(work);
  if (work.state.status === "completed" && portfolio) return `/portfolios/${portfolio.id}?saved=1`;
  // An ended child run leads back to where its parent continues.
  const parent = hasEnded(work.state.status) ? await parentOf(db, run) : null;
  if (parent) return await runLocation(parent);
  const open = nextStep(work);
  // A long calculation is done in pieces. Between two of them nothing is open, though the run goes on.
  if (!open && work.state.status === "running") return runPath(row.id, { view: "all", wait: "1" });
  if (!open || work.state.status === "paused") return allStepsPath(row.id);
  if (modeOf(work.plan.definition) === "self-service") return allStepsPath(row.id);
  // A step under way may have ended before its page is rendered. Then the page leads on instead of showing it.
  if (isUnderWay(stateOf(work, open))) {
    const inside = await childToOpen(db, run);
    return inside ? await runLocation(inside) : stepPath(row.id, open.address, { wait: "1" });
  }
  return stepPath(row.id, open.address, await pageOf(run, open));
}

/** The open page of a form, so that its address is final at once and needs no redirect. */
async function pageOf(run: Run, task: Task): Promise<Record<string, string>> {
  const { step } = task;
  const state = stateOf(run.work, task);
  if (state.waitingFor !== "form" || step.operation.approves) return {};
  const form = formOf(step, state);
  if (!form) return {};
  const answers = await knownAnswers(run, task);
  return { q: questionPage(form.schema, answers, undefined).id };
}
