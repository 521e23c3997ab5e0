import type { FieldSchema, FormSchema } from "#lib/form/json-schema.ts";

const title = "What should happen with this step?";
const labels = { skip: "Skip it", retry: "Try again", write: "Write it yourself" };

/** The form for a step that failed for good. A result can be supplied by hand where there is a form for it. */
export function failureForm(byHand: FormSchema | null): FormSchema {
  const actions: (keyof typeof labels)[] = byHand ? ["skip", "retry", "write"] : ["skip", "retry"];
  return {
    type: "object",
    title,
    properties: {
      action: {
        type: "string",
        title,
        enum: actions,
        "x-labels": Object.fromEntries(actions.map((action) => [action, labels[action]])),
      },
      ...(byHand && shownForWriting(byHand)),
    },
    required: ["action", ...(byHand?.required ?? [])],
  };
}

/** A field that depends on another of the same form stays dependent on that one. */
function shownForWriting({ properties }: FormSchema): Record<string, FieldSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      { "x-showIf": { field: "action", equals: "write" }, ...field },
    ]),
  );
}
