import * as fc from "fast-check";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";

import { names, operationOf, sampleDefinition, sampleStep, type StepInput } from "./definitions.ts";

/** The random multi-instance settings of a step. Its items are profiles, one of its own and those of what it reads. */
const instances = fc.record({
  concurrency: fc.integer({ min: 1, max: 3 }),
  complete: fc.constantFrom<ForEach["complete"]>("all", "all", "none"),
  onInstanceError: fc.constantFrom("fail" as const, "collect" as const),
  open: fc.boolean(),
  count: fc.integer({ min: 0, max: 2 }),
});

const plainly = { concurrency: 2, complete: "all", onInstanceError: "fail", open: false } as const;

type ForEach = NonNullable<StepInput["forEach"]>;

const ownProfile = `{"profile": {"age": 30, "goal": "house"}}`;

function forEachOf({
  count,
  open,
  complete,
  ...how
}: typeof instances extends fc.Arbitrary<infer T> ? T : never): ForEach {
  const items = Array.from({ length: count }, () => ownProfile).join(", ");
  return { ...how, in: `[${items}]`, complete, open: open && complete !== "none" };
}

const flowKinds = ["pick", "ask", "ask", "integration", "timer", "run"] as const;
const places = fc.nat(7);

/**
 * The random choices for one step of a definition with loops and races. Numbers choose among what is possible at its
 * place.
 */
const flowStep = fc.record({
  kind: fc.constantFrom(...flowKinds),
  edges: fc.array(
    fc.record({
      back: fc.integer({ min: 1, max: 3 }),
      on: fc.constantFrom("x", "y", null, null, "error"),
    }),
    { maxLength: 2 },
  ),
  // A step with an instance per edge needs edges and must not be a decision, so many are drawn for few results.
  join: fc.constantFrom<NonNullable<StepInput["join"]>>("all", "any", "each", "each", "each", {
    count: 2,
  }),
  instances: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: instances },
  ),
  onStarved: fc.constantFrom("fail" as const, "skip" as const),
  deadline: fc.boolean(),
  child: fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 2, 3),
  reads: fc.option(places, { freq: 2 }),
  guard: fc.option(places, { freq: 6 }),
});
type FlowStep = typeof flowStep extends fc.Arbitrary<infer T> ? T : never;

const flowGroups = fc.record({
  loops: fc.array(
    fc.record({
      to: fc.nat(4),
      length: fc.nat(4),
      on: fc.constantFrom("x", "x", "y", "error", null),
      active: fc.constantFrom("wait" as const, "cancel" as const),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  races: fc.uniqueArray(places, { minLength: 1, maxLength: 5 }),
  group: fc.uniqueArray(places, { maxLength: 2 }),
  cancels: fc.array(fc.record({ by: places, step: places }), { minLength: 1, maxLength: 4 }),
});
type FlowGroups = typeof flowGroups extends fc.Arbitrary<infer T> ? T : never;

/**
 * Random definitions with loops, races, exclusive groups, cancellations, people's decisions and timers, in which much
 * is read and little is wrong otherwise.
 */
export function flowArbitrary(): fc.Arbitrary<WorkflowDefinitionInput> {
  const drawn = fc.array(flowStep, { minLength: 3, maxLength: names.length, size: "max" });
  return fc.tuple(drawn, flowGroups, flowEnds).map(([steps, groups, ends]) => {
    const inputs = { flag: { type: "number" } };
    return sampleDefinition(withEnds(flowSteps(steps, groups), ends), { inputs });
  });
}

const flowEnds = fc.record({
  windows: fc.array(fc.record({ step: places, before: places }), { maxLength: 6 }),
  compensations: fc.array(fc.record({ step: places, reads: places, sure: fc.boolean() }), {
    maxLength: 3,
  }),
});

/** The same steps, some of them with a window, and some with a compensation. */
function withEnds(
  steps: readonly StepInput[],
  { windows, compensations }: typeof flowEnds extends fc.Arbitrary<infer T> ? T : never,
): StepInput[] {
  const isRead = (id: string) =>
    steps.some(({ inputs }) =>
      Object.values(inputs ?? {}).some((text) => text.includes(`.${id}.`)),
    );
  return steps.map((step, index) => {
    const { id, uses, forEach, join, race, exclusive } = step;
    const end = windows.find((one) => one.step === index && one.before < steps.length);
    const repeats = forEach ?? race ?? exclusive ?? (join === "each" ? join : undefined);
    const opens = end && repeats === undefined && uses === "sample.ask" && !isRead(id);
    const made = compensations.find((one) => one.step === index);
    const source = steps[made ? made.reads % (index + 1) : index]!.id;
    const reading = `steps.${source}.profile`;
    const value = made?.sure ? reading : `coalesce(${reading}, null)`;
    const takes = { takes: { value: "json" } };
    return {
      ...step,
      ...(opens && { window: { before: names[end.before]! } }),
      ...(made && { compensate: { uses: "sample.work", config: takes, inputs: { value } } }),
    };
  });
}

function flowSteps(drawn: readonly FlowStep[], groups: FlowGroups): StepInput[] {
  const leadsBack = (index: number) =>
    groups.loops.some(({ to, length, on }) => to + length === index && on?.length === 1);
  const kinds = drawn.map(({ kind }, index) => (leadsBack(index) ? "pick" : kind));
  const before: number[][] = [];
  const isMultiInstance = drawn.map(
    (step, index) => kinds[index] !== "pick" && (step.instances !== null || step.join === "each"),
  );
  return drawn.map((step, index) => {
    const sources = new Map(
      step.edges.filter(({ back }) => back <= index).map(({ back, on }) => [index - back, on]),
    );
    before.push([...new Set([...sources.keys()].flatMap((from) => [from].concat(before[from]!)))]);
    const known = before[index]!.filter(
      (other) => kinds[other] !== "timer" || isMultiInstance[other],
    );
    const named = (place: number | null) =>
      place === null || known.length === 0 ? null : names[known[place % known.length]!]!;
    const [read, guard] = [named(step.reads), named(step.guard)];
    const kind = kinds[index]!;
    const readIn = (name: string) => {
      const source = names.indexOf(name);
      if (!isMultiInstance[source]) return `steps.${name}.profile`;
      return drawn[source]!.instances?.complete === "none" ? "1" : `steps.${name}.results`;
    };
    const how = instancesOf(step, isMultiInstance[index]!, sources.size);
    const own: Pick<StepInput, "inputs" | "when" | "config" | "deadlineMs"> = {
      config: {
        takes: read === null ? {} : { value: "json" },
        gives: kind === "timer" ? { at: "text" } : { profile: "profile" },
        ...(kind === "pick" && { options: ["x", "y"] }),
        ...(kind === "run" && { definition: childOf(step.child) }),
      },
      ...(step.deadline && { deadlineMs: 1_000 }),
      ...(read !== null && { inputs: { value: readIn(read) } }),
      ...(guard !== null && { when: `has(steps.${guard})` }),
    };
    const edges = [...sources].map(([from, on]) =>
      on === "error" || (on !== null && kinds[from] === "pick")
        ? { step: names[from]!, on }
        : { step: names[from]! },
    );
    return sampleStep(names[index]!, {
      ...operationOf[kind],
      ...own,
      ...inGroups(index, groups, drawn.length),
      ...how,
      onStarved: step.onStarved,
      dependencies: [...edges, ...backsTo(index, groups, drawn.length)],
    });
  });
}

/**
 * A workflow that takes a value or none and gives a profile. The last of them gives it only on one of two paths, which
 * is refused.
 */
function childOf(which: number): NonNullable<StepInput["config"]>[string] {
  const gives = { gives: { profile: "profile" } };
  const ask = (id: string, more: Partial<StepInput> = {}) =>
    sampleStep(id, { ...operationOf.ask, config: gives, ...more });
  const inner =
    which === 0
      ? [ask("end")]
      : which === 1
        ? [sampleStep("end", { ...operationOf.run, config: { definition: childOf(0) } })]
        : [
            sampleStep("pick", { ...operationOf.pick, config: { options: ["x", "y"], ...gives } }),
            ask("end", { dependencies: [{ step: "pick", on: "x" }] }),
            ask("other", { dependencies: [{ step: "pick", on: "y" }] }),
          ];
  const source = which === 2 ? "steps.pick.profile" : "steps.end.profile";
  const definition = sampleDefinition(inner, {
    inputs: { value: { type: "json", optional: true } },
    outputs: { profile: source },
  });
  return JSON.parse(JSON.stringify(definition));
}

/** A step with one instance for each edge has edges, and no list besides. */
function instancesOf(
  { join, instances: drawn }: FlowStep,
  isDivided: boolean,
  edges: number,
): Pick<StepInput, "join" | "forEach"> {
  if (!isDivided) return { join: join === "each" ? "all" : join };
  if (join === "each" && edges > 0) return { join };
  return {
    join: join === "each" ? "all" : join,
    forEach: forEachOf(drawn ?? { ...plainly, count: 2 }),
  };
}

function inGroups(index: number, { races, group, cancels }: FlowGroups, count: number) {
  return {
    ...(races.includes(index) && { race: "r" }),
    ...(group.includes(index) && { exclusive: "g" }),
    cancels: cancels
      .filter((one) => one.by === index && one.step < count)
      .map((one) => names[one.step]!),
  };
}

function backsTo(index: number, { loops }: FlowGroups, count: number) {
  return loops
    .filter(({ to, length }) => to === index && to + length < count)
    .map(({ to, length, on, active }) => {
      const back = { step: names[to + length]!, back: true as const, maxIterations: 3, active };
      return on === null ? back : Object.assign(back, { on });
    });
}
