import { z } from "zod";

import { dataTypeIds } from "#lib/data-types/registry.ts";
import { isPlainName, notPlain } from "#lib/engine/value/plain-name.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const expression = z.string().min(1).max(4_000);
const typeId = z.enum(dataTypeIds);

const config = z.strictObject({
  /** By name: an expression, or an expression and the data type of what it gives. */
  outputs: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_]\w{0,63}$/u, {
          error: "The name of an output is letters, digits and underscores.",
        })
        .refine(isPlainName, { error: notPlain }),
      z.union([expression, z.strictObject({ type: typeId, value: expression })]),
    )
    .refine((outputs) => Object.keys(outputs).length > 0, { error: "Name at least one output." }),
});

/** Computes values from what earlier steps produced. */
export const dataTransform = defineOperation({
  id: "data.transform",
  stepType: "transformation",
  mode: "inline",
  title: "Compute values",
  description:
    "Computes values by expressions over the run's inputs and what earlier steps produced, each with a data type so that later steps can rely on it.",
  config,
  inputs: {},
  outputs: ({ outputs }) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        { type: typeof output === "string" ? "json" : output.type },
      ]),
    ),
  expressions: ({ outputs }) =>
    Object.entries(outputs).map(([name, output]) =>
      typeof output === "string"
        ? { path: ["outputs", name], source: output, expects: "any" }
        : { path: ["outputs", name, "value"], source: output.value, expects: "any" },
    ),
  example: {
    config: { outputs: { months: "12", share: { type: "number", value: "1.0 / 12.0" } } },
    input: {},
  },
  execute({ config: { outputs } }, { evaluate }) {
    const output = Object.entries(outputs).map(([name, o]) => [
      name,
      evaluate(typeof o === "string" ? o : o.value),
    ]);
    return { output: Object.fromEntries(output) };
  },
});
