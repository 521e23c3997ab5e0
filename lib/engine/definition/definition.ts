import { z } from "zod";

import { isPlainlySpelt } from "#lib/engine/value/look-alikes.ts";
import { isPlainName, notPlain } from "#lib/engine/value/plain-name.ts";

/** The eight step types of the plan. An operation belongs to exactly one of them. */
export const stepTypes = [
  "data_collection",
  "analysis",
  "decision",
  "validation",
  "transformation",
  "integration",
  "user_interaction",
  "ai_generated",
] as const;

/** Step ids name variables in expressions (`steps.<id>.<output>`), or are quoted there (`steps["…"]`). */
const stepId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s"'\\`$]+$/u, {
    error: "A step id may not contain spaces, quotes, backslashes or $.",
  })
  .refine(isPlainName, { error: notPlain })
  .refine(isPlainlySpelt, {
    error:
      "A step id may not contain characters that cannot be seen, or accents apart from their letters. Type it anew.",
  });
const groupName = z.string().min(1).max(100).refine(isPlainlySpelt, {
  error: "This name contains characters that cannot be seen. Type it anew.",
});
/** The names of inputs, outputs and rules. */
const fieldName = z.string().refine(isPlainName, { error: notPlain });
const expression = z.string().min(1).max(4_000);
const name = z.string().trim().min(1).max(255);
const semver = z
  .string()
  .max(20)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/u, {
    error: "A version reads like 1.0.0.",
  });

/** An edge into a step: from `step`, and only when that step ended with outcome `on` if one is named. */
const dependency = z.strictObject({
  step: stepId,
  on: z.string().min(1).max(100).optional(),
  /** A loop: taking this edge starts the step, and all that follows from it, over. */
  back: z.literal(true).optional(),
  /** How often a loop may start the step over, the first time included. */
  maxIterations: z.int().min(1).max(10_000).optional(),
  /** Whether a loop waits for attempts that are still under way in it, or cancels them. */
  active: z.enum(["wait", "cancel"]).optional(),
});

const join = z.union([
  z.enum(["all", "any", "each"]),
  z.strictObject({ count: z.int().min(1).max(20_000) }),
]);

/** One instance of the step for each item of a list. The instances are created when the step starts. */
const forEach = z.strictObject({
  in: expression,
  /** How many instances may be under way at once. No limit where it is left out. */
  concurrency: z.int().min(1).max(10_000).optional(),
  /** When the step completes: with its last instance, with its n-th, or at once without waiting for any. */
  complete: z
    .union([z.enum(["all", "none"]), z.strictObject({ count: z.int().min(1).max(10_000) })])
    .default("all"),
  /** Whether an instance that fails for good fails the step, or is listed in the step's `failures`. */
  onInstanceError: z.enum(["fail", "collect"]).default("fail"),
  /** Instances may be added while the step runs, until somebody closes the list. */
  open: z.boolean().default(false),
});

const retry = z.strictObject({
  maxAttempts: z.int().min(1).max(50),
  backoffMs: z.int().min(0).max(86_400_000).default(1_000),
  factor: z.number().min(1).max(10).default(2),
  maxBackoffMs: z.int().min(0).max(86_400_000).default(300_000),
});

/** Up to ten years. */
const deadline = z.int().min(1).max(315_360_000_000);

/** Compensates a completed step when the execution fails or is cancelled after it. */
const compensation = z.strictObject({
  uses: z.string().min(1).max(100),
  config: z.record(z.string(), z.json()).default({}),
  inputs: z.record(fieldName, expression).default({}),
  retry: retry.optional(),
});

/** When a question may be answered, any number of times: from the completion of `after` until the start of `before`. */
const availability = z.strictObject({ after: stepId.optional(), before: stepId });

/** A named check on what a step produced; when `check` is false the step's result is refused with `message`. */
const validationRule = z.strictObject({ check: expression, message: z.string().min(1).max(500) });

const stepDefinition = z.strictObject({
  id: stepId,
  name,
  type: z.enum(stepTypes),
  uses: z.string().min(1).max(100),
  description: z.string().max(4_000).default(""),
  config: z.record(z.string(), z.json()).default({}),
  inputs: z.record(fieldName, expression).default({}),
  dependencies: z
    .array(
      z.union([stepId.transform((step): z.output<typeof dependency> => ({ step })), dependency]),
    )
    .default([]),
  when: expression.optional(),
  join: join.default("all"),
  onStarved: z.enum(["fail", "skip"]).default("fail"),
  forEach: forEach.optional(),
  window: availability.optional(),
  /** Of the steps that name the same race, the first to complete wins; the others are withdrawn. */
  race: groupName.optional(),
  /** Of the steps that name the same group, no two are ever under way at once. */
  exclusive: groupName.optional(),
  /** Steps that this one's completion cancels. */
  cancels: z.array(stepId).default([]),
  /** What a final failure does when no edge leads on from it: end the execution, or ask the person what to do. */
  onError: z.enum(["fail", "ask"]).default("fail"),
  retry: retry.optional(),
  compensate: compensation.optional(),
  /** How long one attempt of a job may take. */
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
  /** How long the step may take from its activation to its end, whatever it waits for in between. */
  deadlineMs: deadline.optional(),
  aiGenerated: z.boolean().default(false),
  aiPrompt: z.string().max(8_000).optional(),
  validationRules: z.record(fieldName, validationRule).default({}),
  metadata: z.record(z.string(), z.json()).default({}),
});

const workflowInput = z.strictObject({
  type: z.string().min(1).max(100),
  title: z.string().max(500).optional(),
  description: z.string().max(2_000).optional(),
  default: z.json().optional(),
  optional: z.boolean().default(false),
});

const timestamp = z.iso.datetime({ offset: true });

/**
 * A complete workflow as a document: the shape that files, the API and the generator share.
 * Parsing fills every default, so a parsed definition has no optional structure left to guess.
 */
export const workflowDefinition = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[a-z0-9][a-z0-9._-]*$/u, {
      error: "A workflow id is lower-case letters, digits, dots and dashes.",
    }),
  name,
  description: z.string().max(4_000).default(""),
  version: semver,
  category: z.string().min(1).max(100),
  inputs: z.record(fieldName.regex(/^[A-Za-z_]\w*$/u), workflowInput).default({}),
  steps: z.array(stepDefinition).min(1).max(20_000),
  entryPoints: z.array(stepId).optional(),
  exitPoints: z.array(stepId).optional(),
  /** How long an execution may take from its start to its end. */
  deadlineMs: deadline.optional(),
  outputs: z.record(fieldName, expression).default({}),
  aiConfigurable: z.boolean().default(true),
  createdBy: z.enum(["system", "user", "ai"]).default("user"),
  createdAt: timestamp.optional(),
  updatedAt: timestamp.optional(),
  metadata: z.record(z.string(), z.json()).default({}),
});

export type StepType = (typeof stepTypes)[number];
export type WorkflowDefinition = z.output<typeof workflowDefinition>;
export type WorkflowDefinitionInput = z.input<typeof workflowDefinition>;
export type StepDefinition = WorkflowDefinition["steps"][number];
export type Dependency = StepDefinition["dependencies"][number];

/** The outcome name that edges from a failed step carry. */
export const errorOutcome = "error";

/** The edges into a step: its declared dependencies, and the one that opens its window. */
export function dependenciesOf({ dependencies, window }: StepDefinition): readonly Dependency[] {
  const after = window?.after;
  if (after === undefined || dependencies.some(({ step }) => step === after)) return dependencies;
  return [...dependencies, { step: after }];
}
export type Join = StepDefinition["join"];

/** How many taken edges start the step; 0 means that all must be settled and one taken. */
export function neededBy({ join: kind }: { readonly join: Join }): number {
  if (typeof kind === "object") return kind.count;
  return kind === "all" ? 0 : 1;
}
