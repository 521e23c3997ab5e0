/**
 * The part of JSON Schema that our forms are made of. A page draws it, posted answers are read by it, and data that
 * arrives through the API is checked against it, so all three agree. Keywords that start with `x-` are ours.
 */
export type FieldSchema = {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  /** The question, or the name of the value. */
  title?: string;
  description?: string;
  default?: unknown;
  /** Values as they could be given, for clients that know nothing but the schema. Never shown as an answer. */
  examples?: readonly unknown[];
  enum?: readonly (string | number)[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  items?: FieldSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Readonly<Record<string, FieldSchema>>;
  required?: readonly string[];
  additionalProperties?: unknown;

  /** Short name for check answers and errors, where `title` is a question. */
  "x-name"?: string;
  /** What people read instead of the values of `enum`: in the same order, or by value. */
  "x-labels"?: readonly string[] | Readonly<Record<string, string>>;
  /** The sentence shown instead of the built-in ones. */
  "x-error"?: string;
  /** One sentence under the question. */
  "x-hint"?: string;
  /** Fields of the same group share one page. */
  "x-group"?: string;
  /** The text behind "Why we ask". */
  "x-why"?: string;
  "x-widget"?: "textarea" | "file";
  /** Asked only when another field has this value. */
  "x-showIf"?: ShowIf;
  /** "years", "%". */
  "x-unit"?: string;
  /** The value that "I'm not sure" stands for. Its presence offers the choice. */
  "x-notSure"?: unknown;
  /** `money` is an object {amount, currency}; `percent-table` an object of percentages that total 100. */
  "x-dataType"?: string;
};

export type ShowIf = { field: string; equals: unknown };

/** The schema of a whole form: an object whose properties are asked in order. */
export type FormSchema = FieldSchema & {
  type: "object";
  properties: Readonly<Record<string, FieldSchema>>;
};

/** What a form posts: text by field name, several texts where several boxes may be ticked. */
export type Posted = Readonly<Record<string, string | readonly string[]>>;

/** One sentence per field that cannot be used as it is. */
export type FieldErrors = Record<string, string>;

export type Checked = { ok: true; data: Data } | { ok: false; errors: FieldErrors };

export type Data = Record<string, unknown>;
