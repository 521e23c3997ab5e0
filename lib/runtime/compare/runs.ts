import type { ExecutionStatus, StepStatus } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { sameJson } from "#lib/engine/value/json.ts";
import { type AnsweredForm, answeredForms } from "#lib/runtime/forms/review.ts";

import { type Difference, differences } from "./differences.ts";
import { comparePortfolios, type PortfolioComparison } from "./portfolio.ts";

/** How two runs of one workflow differ: in their answers, in the ends of their steps, and in their results. */
export type Comparison = {
  readonly statuses: { readonly a: ExecutionStatus; readonly b: ExecutionStatus };
  readonly answers: readonly AnswerDifference[];
  readonly sameAnswers: number;
  readonly steps: readonly StepDifference[];
  readonly sameSteps: number;
  /** Where the outputs of the runs differ; empty while either has none. */
  readonly outputs: readonly Difference[];
  readonly portfolio: PortfolioComparison | null;
};

/** One question of a step's form that was answered differently, or in one of the runs only. */
export type AnswerDifference = {
  readonly stepId: string;
  readonly stepName: string;
  readonly field: string;
  readonly title: string;
  readonly a: Json;
  readonly b: Json;
};

export type StepDifference = {
  readonly stepId: string;
  readonly name: string;
  /** `null` in a run whose version of the workflow has no such step. */
  readonly a: StepEnd | null;
  readonly b: StepEnd | null;
  /** Where its outputs differ, the first of them. */
  readonly values: readonly Difference[];
};

type StepEnd = { readonly status: StepStatus; readonly outcome: string | null };

/** So many differing values are listed of each step, and of the outputs. */
const most = { step: 12, outputs: 50 };

/** Compares two runs, A first; the order of steps is A's. */
export function compareRuns(a: WorkingState, b: WorkingState): Comparison {
  const answers = compareAnswers(answeredForms(a), answeredForms(b));
  const steps = compareSteps(a, b);
  const outputs =
    a.state.outputs && b.state.outputs
      ? differences(a.state.outputs, b.state.outputs, most.outputs)
      : [];
  return {
    statuses: { a: a.state.status, b: b.state.status },
    ...answers,
    ...steps,
    outputs,
    portfolio: comparePortfolios(a, b),
  };
}

function compareAnswers(a: readonly AnsweredForm[], b: readonly AnsweredForm[]) {
  const answers: AnswerDifference[] = [];
  let sameAnswers = 0;
  for (const stepId of idsOf(a, b)) {
    const [left, right] = [a, b].map((forms) => forms.find((form) => form.stepId === stepId));
    const { name = "" } = left ?? right ?? {};
    const fields = { ...right?.schema.properties, ...left?.schema.properties };
    for (const [field, { title = field, "x-name": short = title }] of Object.entries(fields)) {
      const [x, y] = [valueOf(left, field), valueOf(right, field)];
      if (x === null && y === null) continue;
      if (sameJson(x, y)) sameAnswers += 1;
      else answers.push({ stepId, stepName: name, field, title: short, a: x, b: y });
    }
  }
  return { answers, sameAnswers };
}

function idsOf(a: readonly AnsweredForm[], b: readonly AnsweredForm[]): Set<string> {
  return new Set([...a, ...b].map(({ stepId }) => stepId));
}

function valueOf(form: AnsweredForm | undefined, field: string): Json {
  return form?.answers[field] ?? null;
}

function compareSteps(a: WorkingState, b: WorkingState) {
  const steps: StepDifference[] = [];
  let sameSteps = 0;
  const others = b.plan.steps.filter(({ id }) => !a.plan.indexOf.has(id));
  for (const { id, definition } of [...a.plan.steps, ...others]) {
    const [left, right] = [stateOf(a, id), stateOf(b, id)];
    const values = differences(left?.output ?? null, right?.output ?? null, most.step);
    const same = left?.status === right?.status && left?.outcome === right?.outcome;
    if (same && values.length === 0) sameSteps += 1;
    else steps.push({ stepId: id, name: definition.name, a: endOf(left), b: endOf(right), values });
  }
  return { steps, sameSteps };
}

type State = WorkingState["state"]["steps"][number];

function stateOf({ plan, state }: WorkingState, id: string): State | null {
  const index = plan.indexOf.get(id);
  return index === undefined ? null : state.steps[index]!;
}

function endOf(state: State | null): StepEnd | null {
  return state && { status: state.status, outcome: state.outcome };
}
