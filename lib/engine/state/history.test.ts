import { expect, test } from "vitest";

import { mustParse } from "#lib/engine/expression/expression.ts";
import { scopeOf } from "#lib/engine/turn/scope.ts";
import { Driver, testPlan } from "#tests/support/engine-driver.ts";

import { earlierOutputs, historyOf } from "./history.ts";
import { type StepState, untouched } from "./state.ts";

const plan = testPlan([
  {
    id: "judge",
    uses: "test.ask",
    dependencies: [{ step: "judge", back: true, maxIterations: 10 }],
  },
]);

test("an iteration is handed on as it ended, and whoever holds an earlier state keeps it", () => {
  const run = Driver.started(plan);
  run.answer("judge", 1);
  const second = run.step("judge");
  run.answer("judge", 2);
  run.answer("judge", 3);
  expect(historyOf(run.step("judge")).map(({ output }) => output)).toEqual([
    { value: 1 },
    { value: 2 },
    { value: 3 },
  ]);
  expect(historyOf(run.step("judge"), 2)).toEqual(historyOf(run.step("judge")).slice(1));
  expect(historyOf(run.step("judge"))[0]).toBe(second.past);
  expect(historyOf(second)).toHaveLength(1);
});

test("a value made of earlier iterations stays as it was when others follow", () => {
  const run = Driver.started(plan);
  const history = mustParse("history.judge");
  const now = () => history.evaluate(scopeOf(run.work, history, null));
  run.answer("judge", 1);
  const [first, again] = [now(), now()];
  const copy = run.replayed();
  run.answer("judge", 2);
  expect(now()).toEqual([{ value: 1 }, { value: 2 }]);
  expect([first, again]).toEqual([[{ value: 1 }], [{ value: 1 }]]);
  expect(history.evaluate(scopeOf(copy, history, null))).toEqual([{ value: 1 }]);
});

test("two ways on from one iteration have outputs of their own", () => {
  const completed = (value: number, past: StepState | null): StepState => ({
    ...untouched,
    status: "completed",
    output: { value },
    past,
  });
  const common = completed(1, null);
  const pasts = [common, completed(2, common), completed(3, common)];
  const seen = [...pasts, ...pasts.slice(1)].map((past) =>
    earlierOutputs(Object.assign({}, untouched, { past })).map(({ value }) => value),
  );
  expect(seen).toEqual([[1], [1, 2], [1, 3], [1, 2], [1, 3]]);
});

test("asked for in every iteration, the outputs of each iteration are looked at once", () => {
  let looked = 0;
  let seen = 0;
  let latest: StepState | null = null;
  for (let iteration = 1; iteration <= 10_000; iteration++) {
    const past: StepState | null = latest;
    latest = {
      ...untouched,
      status: "completed",
      get output() {
        looked += 1;
        return { iteration };
      },
      past,
    };
    seen += earlierOutputs({ ...untouched, past: latest }).length;
  }
  expect(seen).toBe((10_000 * 10_001) / 2);
  expect(looked).toBeLessThanOrEqual(2 * 10_000);
});
