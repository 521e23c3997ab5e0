import type { Port } from "#lib/engine/definition/catalog.ts";

const known = new Map<string, Port>();
const mostKnown = 500;

/** The output of a decision, which names one of these outcomes. */
export function decisionPort(outcomes: readonly string[]): Port {
  const key = JSON.stringify(outcomes);
  const port = known.get(key) ?? {
    type: "decision",
    jsonSchema: {
      type: "object",
      properties: {
        outcome: { enum: outcomes },
        label: { type: "string" },
        because: { anyOf: [{ type: "string" }, { type: "null" }] },
      },
      required: ["outcome", "label", "because"],
      additionalProperties: false,
    },
  };
  if (known.size >= mostKnown) known.delete(known.keys().next().value ?? "");
  known.set(key, port);
  return port;
}
