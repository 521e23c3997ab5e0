import { expect, test } from "vitest";

import type { ListedRun } from "#db/queries/executions/list-runs.ts";
import type { WaitingFor } from "#lib/engine/state/state.ts";

import { minutesLeft, sortRuns, suggestions } from "./home-view.ts";

const run = (id: string, waitingFor: WaitingFor): ListedRun => ({
  id,
  workflowId: "known",
  name: "Known",
  status: "running",
  stepCount: 10,
  completedSteps: 4,
  next: { id: "s", name: "Step", type: "data_collection", waitingFor, problem: null },
  portfolioId: null,
  forkedFromId: null,
  updatedAt: new Date(0),
});
const template = (workflowId: string, estimatedMinutes: number | null) => ({
  id: workflowId,
  workflowId,
  name: workflowId,
  description: "",
  category: "c",
  version: "1.0.0",
  usageCount: 0,
  template: { estimatedMinutes, outcome: `What ${workflowId} leads to` },
});

test("questions are gone on with, the newest three; texts and failures wait for a decision", () => {
  const runs = [
    run("a", "form"),
    run("b", "proposal"),
    run("c", "form"),
    run("d", "failure"),
    run("e", "form"),
    run("f", "form"),
  ];
  const { toContinue, needYou } = sortRuns(runs);
  expect(toContinue.map(({ id }) => id)).toEqual(["a", "c", "e"]);
  expect(needYou.map(({ id }) => id)).toEqual(["b", "d"]);
});

test("the minutes left follow the steps left; nobody guesses where no time is known", () => {
  expect(minutesLeft(run("a", "form"), [template("known", 10)])).toBe(6);
  expect(minutesLeft(run("a", "form"), [template("known", null)])).toBeNull();
  expect(minutesLeft(run("a", "form"), [])).toBeNull();
});

test("what is suggested has not been run, and says why it is shown", () => {
  const templates = [template("known", 10), template("new", 5)];
  expect(suggestions(templates, [run("a", "form")], [])).toEqual([
    { workflowId: "new", name: "new", why: "What new leads to", minutes: 5 },
  ]);
  const [after] = suggestions(templates, [run("a", "form")], [{ name: "Known" }]);
  expect(after?.why).toBe("Because you finished Known");
});
