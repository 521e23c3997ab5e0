// An operation that does what no executor should. Importing this file adds it to the step library of the process.
import { z } from "zod";

import { StepFailure } from "#lib/step-failure.ts";
import type { JobContext } from "#lib/steps/contract/operation.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";
import { catalog, contractOf, operations } from "#lib/steps/registry.ts";

const circular: Record<string, unknown> = { name: "circle" };
circular["self"] = circular;
const megabytes = "x".repeat(10_000_000);

function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

const gives = (value: unknown) => () => ({ output: { value } });

/** By name: what the executor does, and the code that the step must fail with. Null where it must complete. */
export const ways: Readonly<
  Record<string, { does: (context: JobContext) => unknown; code: string | null }>
> = {
  "never returns": { does: () => new Promise(() => {}), code: "timeout" },
  "throws undefined": { does: throws(undefined), code: "internal" },
  "throws null": { does: throws(null), code: "internal" },
  "throws a text": { does: throws("no"), code: "internal" },
  "throws a symbol": { does: throws(Symbol("no")), code: "internal" },
  "throws a circular object": { does: throws(circular), code: "internal" },
  "throws an error with a circular cause": {
    does: throws(new Error("no", { cause: circular })),
    code: "internal",
  },
  "throws megabytes": { does: throws(new Error(megabytes)), code: "internal" },
  "fails in megabytes": { does: throws(new StepFailure("broke", megabytes)), code: "broke" },
  "fails with a null character": { does: throws(new StepFailure("broke", "a\0b")), code: "broke" },
  "fails with details that are no JSON": {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the lie is what is tested
    does: throws(new StepFailure("broke", "no", { details: circular as never })),
    code: "broke",
  },
  "gives nothing": { does: () => undefined, code: "bad_output" },
  "gives null": { does: () => null, code: "bad_output" },
  "gives a text": { does: () => "done", code: "bad_output" },
  "gives a result without output": { does: () => ({}), code: "bad_output" },
  "gives a list as its output": { does: () => ({ output: [] }), code: "bad_output" },
  "gives ten megabytes": { does: gives(megabytes), code: "bad_output" },
  "gives an object that contains itself": { does: gives(circular), code: "bad_output" },
  "gives a BigInt": { does: gives(1n), code: "bad_output" },
  "gives NaN": { does: gives(Number.NaN), code: "bad_output" },
  "gives undefined in a list": { does: gives([undefined]), code: "bad_output" },
  "gives a date": { does: gives(new Date()), code: "bad_output" },
  "gives a null character": { does: gives("a\0b"), code: "bad_output" },
  "gives half a character": { does: gives("\uD83D"), code: "bad_output" },
  "gives what it did not promise": { does: gives("x".repeat(30_000)), code: "bad_output" },
  "ends in a way that it does not have": {
    does: () => ({ output: {}, outcome: "sideways" }),
    code: "bad_output",
  },
  "gives less than it might": { does: gives(undefined), code: null },
  "writes what cannot be kept": {
    does: ({ stream }) => {
      stream("a\0b");
      stream("\uD83D");
      return { output: {} };
    },
    code: null,
  },
};

const misbehave = defineOperation({
  id: "test.misbehave",
  stepType: "integration",
  mode: "job",
  timeoutMs: 1_000,
  title: "Misbehave",
  description: "Does what no executor should.",
  config: z.strictObject({ how: z.string() }),
  inputs: {},
  outputs: { value: { type: "text", optional: true } },
  example: { config: { how: "gives nothing" }, input: {} },
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the lie is what is tested
  execute: async ({ config }, context) => (await ways[config.how]?.does(context)) as never,
});

for (const [map, value] of [
  [operations, misbehave],
  [catalog.operations, contractOf(misbehave)],
] as const) {
  if (map instanceof Map) map.set(misbehave.id, value);
}
