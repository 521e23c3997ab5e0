import type { FormSchema } from "#lib/form/json-schema.ts";

const title = "Is there anything to add?";

/** The form of a step whose list is open. Another instance is added by a separate request. */
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
