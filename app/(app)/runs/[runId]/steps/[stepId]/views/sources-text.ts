import { dataTypes, isDataTypeId } from "#lib/data-types/registry.ts";

import type { StepPageData } from "../require-step.ts";

/** The inputs of a step by name: "Risk assessment, allocation, check report". */
export function usingText({ step, state }: StepPageData): string {
  const ports = step.operation.inputs(step.config);
  const names = Object.keys(state.input ?? {}).flatMap((name) => {
    const type = ports[name]?.type;
    return type !== undefined && isDataTypeId(type) ? [dataTypes[type].title] : [];
  });
  const [first, ...rest] = names;
  if (first === undefined) return "nothing from earlier steps";
  return [first, ...rest.map((name) => name.charAt(0).toLowerCase() + name.slice(1))].join(", ");
}
