import { z } from "zod";

import type { Ports } from "#lib/engine/definition/catalog.ts";
import { signalName } from "#lib/engine/value/signal-name.ts";
import { answersSchema } from "#lib/form/answers-schema.ts";
import { formSchema } from "#lib/form/form-schema.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const config = z.strictObject({
  /** The name of the signal, as its sender gives it. */
  name: signalName,
  /** The form of its data. Without this, any data is accepted. */
  fields: formSchema.optional(),
});

const anything: FormSchema = { type: "object", properties: {}, additionalProperties: true };

/** Waits until another system, or a person instead, says that something has happened. */
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
