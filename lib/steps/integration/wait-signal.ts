import { z } from "zod";

import type { Ports } from "#lib/engine/definition/catalog.ts";
import { isPlainlySpelt } from "#lib/engine/value/look-alikes.ts";
import { answersSchema } from "#lib/form/answers-schema.ts";
import { formSchema } from "#lib/form/form-schema.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  /** What the signal is called; whoever sends it names it so. */
  name: z.string().min(1).max(100).refine(isPlainlySpelt, {
    error: "This name contains characters that cannot be seen. Type it anew.",
  }),
  /** What it brings. Without this it may bring anything. */
  fields: formSchema.optional(),
});

const anything: FormSchema = { type: "object", properties: {}, additionalProperties: true };

/** Waits until another system, or a person in its place, says that something has happened. */
export const waitSignal = defineOperation({
  id: "wait.signal",
  stepType: "integration",
  mode: "wait",
  title: "Wait for a signal",
  description:
    "Waits for a named signal from outside, such as a payment that arrived, and goes on with what it brings. A signal that comes early is kept.",
  config,
  inputs: {},
  outputs: ({ fields }): Ports => ({
    data: { type: "json", ...(fields && { jsonSchema: answersSchema(fields) }) },
  }),
  example: { config: { name: "payment-received" }, input: {} },
  waitFor: ({ config: { name } }) => ({ kind: "signal", name }),
  signalForm: ({ config: { name, fields } }) => ({ title: name, ...(fields ?? anything) }),
});
