import { z } from "zod";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { patch } from "#lib/engine/patch/patch.ts";
import { AppError } from "#lib/errors.ts";
import { catalog, operations } from "#lib/steps/registry.ts";

import type { Report } from "./report.ts";

/** The JSON Schema of a definition as authors write it, or of a patch. */
export function printSchema(of: string): Report {
  const known = new Map<string, z.ZodType>([
    ["", workflowDefinition],
    ["patch", patch],
  ]);
  const document = known.get(of);
  if (!document)
    throw new AppError("invalid", `There is no schema of "${of}". Say schema, or schema patch.`);
  const schema = z.toJSONSchema(document, { io: "input", unrepresentable: "any" });
  return { json: schema, lines: [JSON.stringify(schema, null, 2)] };
}

/** Every operation with its contract, as far as it does not depend on a step's own config. */
export function listOperations(): Report {
  const listed = [...operations.values()].map((operation) => {
    const contract = catalog.operations.get(operation.id);
    const parsed = contract?.parseConfig(operation.example.config);
    const ports = parsed?.ok && {
      inputs: contract?.inputs(parsed.config),
      outputs: contract?.outputs(parsed.config),
      outcomes: contract?.outcomes(parsed.config),
    };
    const listing = {
      id: operation.id,
      type: operation.stepType,
      mode: operation.mode,
      title: operation.title,
      description: operation.description,
      config: z.toJSONSchema(operation.config, { io: "input", unrepresentable: "any" }),
      example: operation.example.config,
    };
    return Object.assign(listing, ports);
  });
  const dataTypes = [...catalog.dataTypes.values()];
  return {
    json: { operations: listed, dataTypes },
    lines: listed.map(
      ({ id, type, mode, description }) => `${id} (${type}, ${mode}): ${description}`,
    ),
  };
}
