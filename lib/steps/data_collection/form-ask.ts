import { z } from "zod";

import { type DataTypeId, dataTypes } from "#lib/data-types/registry.ts";
import type { Ports } from "#lib/engine/definition/catalog.ts";
import { answersSchema } from "#lib/form/answers-schema.ts";
import { formOf, formSchema } from "#lib/form/form-schema.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

import { invalidAnswer } from "./invalid-answer.ts";

/** The data types that a person can be asked for. */
const asked = {
  "investor-profile": formOf(dataTypes["investor-profile"].schema),
  "risk-answers": formOf(dataTypes["risk-answers"].schema),
  "capacity-answers": formOf(dataTypes["capacity-answers"].schema),
  "plan-limits": formOf(dataTypes["plan-limits"].schema),
} satisfies Partial<Record<DataTypeId, FormSchema>>;

const askedIds = Object.keys(asked).filter((id): id is keyof typeof asked => id in asked);

const config = z
  .strictObject({
    /** Asks for a value of this type, or else for `fields`. */
    dataType: z.enum(askedIds).optional(),
    fields: formSchema.optional(),
    title: z.string().min(1).max(200).optional(),
    intro: z.string().min(1).max(2_000).optional(),
  })
  .refine((c) => (c.dataType === undefined) !== (c.fields === undefined), {
    error: "Name either a dataType or fields to ask for.",
  });

/** Asks a person for a value of a known data type, or for answers to an author's own questions. */
export const formAsk = defineOperation({
  id: "form.ask",
  stepType: "data_collection",
  mode: "interactive",
  presents: "form",
  title: "Ask questions",
  description:
    "Asks the person questions, one page at a time: those of a data type such as investor-profile, or fields of your own.",
  config,
  inputs: {},
  outputs: ({ dataType, fields }): Ports => ({
    answers: dataType
      ? { type: dataType }
      : { type: "json", ...(fields && { jsonSchema: answersSchema(fields) }) },
  }),
  example: {
    config: { dataType: "investor-profile" },
    input: {},
    data: {
      goal: "retirement",
      amount: { amount: 48_000, currency: "USD" },
      monthlySaving: { amount: 500, currency: "USD" },
      horizonYears: 12,
      aim: "balanced",
    },
  },
  form: ({ config: { dataType, fields, title, intro } }) => ({
    ...(dataType ? asked[dataType] : fields!),
    ...(title && { title }),
    ...(intro && { description: intro }),
  }),
  accept({ config: { dataType }, data }) {
    const parsed = dataType && dataTypes[dataType].schema.safeParse(data);
    if (parsed?.success === false) throw invalidAnswer(parsed.error);
    return { output: { answers: data } };
  },
});
