import { describe, expect, test } from "vitest";

import { Driver, type StepInput, testPlan } from "#tests/support/engine-driver.ts";

const choice = { uses: "test.ask" };

describe("loops count their own iterations only", () => {
  /** Employees are asked about one after the other, department by department. */
  const nested = (inner: number | undefined, outer = 5): StepInput[] => [
    {
      id: "department",
      ...choice,
      dependencies: [{ step: "next", on: "department", back: true, maxIterations: outer }],
    },
    {
      id: "employee",
      ...choice,
      dependencies: [
        "department",
        {
          step: "next",
          on: "employee",
          back: true,
          ...(inner !== undefined && { maxIterations: inner }),
        },
      ],
    },
    { id: "next", ...choice, dependencies: ["employee"] },
  ];
  const employees = (run: Driver, count: number) => {
    run.answer("department", 1);
    for (let at = 1; at <= count; at++) {
      run.answer("employee", at);
      if (at < count) run.answer("next", at, "employee");
    }
  };

  test("an outer loop starts the limit of an inner one anew", () => {
    const run = Driver.started(testPlan(nested(3)));
    for (let department = 1; department < 4; department++) {
      employees(run, 3);
      run.answer("next", 0, "department");
    }
    employees(run, 3);
    expect(run.work.state.status).toBe("running");
    expect(run.step("employee").iteration).toBe(12);
    run.answer("next", 0, "employee");
    expect(run.work.state).toMatchObject({ status: "failed", error: { code: "loop_limit" } });
  });

  test("the limit where none is written likewise, and the outer loop keeps its own", () => {
    const run = Driver.started(testPlan(nested(undefined, 2)));
    employees(run, 100);
    run.answer("next", 0, "department");
    employees(run, 100);
    expect(run.work.state.status).toBe("running");
    run.answer("next", 0, "department");
    expect(run.work.state.error?.message).toContain("2 times");
  });

  test("a person who changes an answer before the loop starts its limit anew", () => {
    const run = Driver.started(testPlan(nested(3)));
    employees(run, 3);
    const { revision } = run.step("department");
    run.must({ type: "replace", step: "department", revision, result: { output: { value: 2 } } });
    // What was answered before still holds: the first employee of the three, and that another follows.
    expect(run.step("employee")).toMatchObject({ status: "waiting", loopCounts: { next: 1 } });
    run.answer("employee", 2);
    run.answer("next", 2, "employee");
    run.answer("employee", 3);
    expect(run.work.state.status).toBe("running");
    run.answer("next", 0, "employee");
    expect(run.work.state).toMatchObject({ status: "failed", error: { code: "loop_limit" } });
  });

  test("two loops that lead back to one step are counted each for itself", () => {
    const run = Driver.started(
      testPlan([
        {
          id: "start",
          ...choice,
          dependencies: [
            { step: "left", on: "again", back: true, maxIterations: 2 },
            { step: "right", on: "again", back: true, maxIterations: 3 },
          ],
        },
        { id: "left", ...choice, dependencies: [{ step: "start", on: "left" }] },
        { id: "right", ...choice, dependencies: [{ step: "start", on: "right" }] },
      ]),
    );
    for (const way of ["right", "left", "right"]) {
      run.answer("start", 1, way);
      run.answer(way, 1, "again");
    }
    expect(run.work.state.status).toBe("running");
    expect(run.step("start").loopCounts).toEqual({ left: 1, right: 2 });
    run.answer("start", 1, "left");
    run.answer("left", 1, "again");
    expect(run.work.state).toMatchObject({ status: "failed", error: { code: "loop_limit" } });
  });
});
