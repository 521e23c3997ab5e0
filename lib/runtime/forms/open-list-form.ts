import type { FormSchema } from "#lib/form/json-schema.ts";

const title = "Is there anything to add?";

/** What a step whose list is open asks of a person. Another instance is added by a request of its own. */
export const listForm: FormSchema = {
  type: "object",
  title,
  properties: {
    action: {
      type: "string",
      title,
      enum: ["close"],
      "x-labels": { close: "That is all" },
    },
  },
  required: ["action"],
};
