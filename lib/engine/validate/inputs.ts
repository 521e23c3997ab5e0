import { ancestry } from "#lib/engine/definition/graph.ts";
import type { Edit, QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { bindPorts, type InputBinding, workflowInputs } from "#lib/engine/plan/data-flow.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";

import { called, type Finding, stepPath, type ValidationContext } from "./context.ts";

/** Where every input comes from, and what is wrong with that before any path is looked at. */
export function checkInputs(context: ValidationContext): {
  bindings: readonly (readonly InputBinding[])[];
  findings: readonly Finding[];
} {
  const { definition, steps, graph, catalog } = context;
  const ports = steps.map(({ contract }) => contract);
  const bindings = bindPorts(definition, ports, graph, catalog);
  const findings = steps.flatMap(({ index }) =>
    unknownInputs(context, index).concat(
      (bindings[index] ?? []).flatMap((binding) => unprovided(context, index, binding)),
    ),
  );
  return { bindings, findings };
}

function unknownInputs({ steps }: ValidationContext, index: number): readonly Finding[] {
  const { definition: step, contract } = steps[index]!;
  if (!contract) return [];
  return Object.entries(step.inputs).flatMap(([name, source]): readonly Finding[] => {
    if (Object.hasOwn(contract.inputs, name)) return [];
    const path = ["steps", index, "inputs", name];
    const known = Object.keys(contract.inputs);
    const meant = closestName(
      name,
      known.filter((other) => step.inputs[other] === undefined),
    );
    const remove: Edit = { op: "remove", path };
    const unknown = `${called(step)} has no input "${name}"`;
    const offer =
      known.length > 0
        ? `; ${contract.operation.id} takes ${known.join(", ")}.`
        : `; ${contract.operation.id} takes none.`;
    const finding = { code: "unknown_input", path, steps: [step.id] } as const;
    if (meant === null) {
      return [
        {
          ...finding,
          message: `${unknown}${offer}`,
          fix: { title: `Remove "${name}"`, changes: [remove] },
        },
      ];
    }
    const renamed: Edit = { op: "set", path: ["steps", index, "inputs", meant], value: source };
    const fix: QuickFix = { title: `Rename it ${meant}`, changes: [remove, renamed] };
    return [{ ...finding, message: `${unknown}. Did you mean "${meant}"?`, fix }];
  });
}

function unprovided(
  context: ValidationContext,
  index: number,
  binding: InputBinding,
): readonly Finding[] {
  const { definition, catalog } = context;
  const step = definition.steps[index]!;
  if (binding.port.optional) return [];
  const path = ["steps", index, "inputs", binding.input];
  const finding = { code: "missing_input", path, steps: [step.id] } as const;
  if (binding.kind === "input") {
    const input = definition.inputs[binding.name];
    if (!input?.optional || input.default !== undefined) return [];
    const message = `${called(step)} needs "${binding.input}", but the workflow's input "${binding.name}" is optional. Give it a default, or make it required.`;
    const changes: Edit[] = [
      { op: "set", path: ["inputs", binding.name, "optional"], value: false },
    ];
    return [{ ...finding, message, fix: { title: `Make "${binding.name}" required`, changes } }];
  }
  if (binding.kind !== "absent" || step.inputs[binding.input] !== undefined) return [];
  const title = catalog.dataTypes.get(binding.port.type)?.title ?? binding.port.type;
  const needs = `${called(step)} needs "${binding.input}" (${title}), but no step before it provides one`;
  const { hint, fix } = remedy(context, index, binding);
  return [{ ...finding, message: `${needs}. ${hint}`, fix }];
}

/**
 * The fix for a missing input: a step elsewhere that provides the type, else an input of the workflow, else a new one.
 */
function remedy(
  context: ValidationContext,
  index: number,
  { input, port }: InputBinding,
): { hint: string; fix: QuickFix } {
  const { definition, graph } = context;
  const step = definition.steps[index]!;
  const isBefore = ancestry(graph);
  const bind = (source: string): Edit => ({
    op: "set",
    path: ["steps", index, "inputs", input],
    value: source,
  });
  for (const { index: other, definition: producer, contract } of context.steps) {
    const [output] =
      Object.entries(contract?.outputs ?? {}).find(([, { type }]) => type === port.type) ?? [];
    if (output === undefined || other === index || isBefore(index, other)) continue;
    const before = isBefore(other, index);
    const path = ["steps", index, "dependencies", step.dependencies.length];
    const wait: Edit = { op: "set", path, value: { step: producer.id } };
    const hint = before
      ? `Bind it to ${stepPath(producer.id, output)}.`
      : `Let it wait for ${called(producer)}, which does.`;
    const changes = before
      ? [bind(stepPath(producer.id, output))]
      : [wait, bind(stepPath(producer.id, output))];
    return { hint, fix: { title: `Take it from ${called(producer)}`, changes } };
  }
  const [known] = workflowInputs(definition, port.type);
  if (known !== undefined) {
    return {
      hint: `The workflow has several inputs of this type: bind one of them, for example inputs.${known}.`,
      fix: { title: `Take the input "${known}"`, changes: [bind(`inputs.${known}`)] },
    };
  }
  const base = /^[A-Za-z_]\w*$/u.test(input) ? input : "value";
  let name = base;
  for (let n = 2; Object.hasOwn(definition.inputs, name); n++) name = `${base}${n}`;
  const added: Edit = { op: "set", path: ["inputs", name], value: { type: port.type } };
  return {
    hint: "Add a step that does, or ask for it when the workflow starts.",
    fix: { title: `Ask for "${name}" at the start`, changes: [added, bind(`inputs.${name}`)] },
  };
}
