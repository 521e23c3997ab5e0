import type { z } from "zod";

import type { Database } from "#db/client.ts";
import type { DataTypes } from "#lib/data-types/registry.ts";
import type {
  ConfigExpression,
  OperationMode,
  Ports,
  StepResult,
  Wait,
} from "#lib/engine/definition/catalog.ts";
import type { StepType } from "#lib/engine/definition/definition.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";

type Optional<P extends Ports> = {
  [K in keyof P]: P[K]["optional"] extends true ? K : never;
}[keyof P];
type ValueOf<T extends string> = T extends keyof DataTypes
  ? z.output<DataTypes[T]["schema"]>
  : Json;

/** The values of a set of ports, typed by their data types. */
export type PortValues<P extends Ports> = {
  [K in Exclude<keyof P, Optional<P>>]: ValueOf<P[K]["type"]>;
} & { [K in Optional<P>]?: ValueOf<P[K]["type"]> };

type Common<C extends z.ZodType<object>, I extends Ports, O extends Ports> = {
  /** `<subject>.<verb>`, as written in a definition's `uses`. */
  readonly id: string;
  readonly stepType: StepType;
  readonly title: string;
  /** What it does, for authors and for the generator: one or two sentences. */
  readonly description: string;
  readonly config: C;
  readonly inputs: I | ((config: z.output<C>) => Ports);
  readonly outputs: O | ((config: z.output<C>) => Ports);
  readonly outcomes?: (config: z.output<C>) => readonly string[];
  readonly expressions?: (config: z.output<C>) => readonly ConfigExpression[];
  /** A config that works, with inputs of its ports' types: documentation, and what the conformance test runs. */
  readonly example: {
    readonly config: JsonObject;
    readonly input: JsonObject;
    readonly data?: JsonObject;
  };
};

type Call<C extends z.ZodType, I extends Ports> = {
  readonly config: z.output<C>;
  readonly input: PortValues<I>;
};
type Result<O extends Ports> = { output: PortValues<O>; outcome?: string };

export type InlineContext = {
  /** Evaluates one of the config's expressions over the run's inputs and earlier outputs. */
  readonly evaluate: (source: string) => Json;
};

/** What a job may use besides its input. It may run more than once, so its outside effects must be idempotent. */
export type JobContext = {
  readonly db: Database;
  readonly now: Date;
  /** Aborts at the step's time limit and when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly execution: {
    readonly id: string;
    readonly ownerId: string;
    readonly workflowName: string;
  };
  readonly step: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly aiPrompt: string | null;
  };
  readonly attempt: number;
  /** What a person asked to be changed when they asked for another attempt. */
  readonly note: string | null;
  /** Shows text while it is being written; persisted in order, and followed live by every open page. */
  readonly stream: (text: string) => void;
};

/** A pure, fast calculation. Throws `StepFailure`. */
type InlineSpec<C extends z.ZodType<object>, I extends Ports, O extends Ports> = Common<C, I, O> & {
  readonly mode: "inline";
  execute(call: Call<C, I>, context: InlineContext): Result<O>;
};

/** Work on the queue: HTTP, AI, heavy maths, anything that waits. Throws `StepFailure`. */
type JobSpec<C extends z.ZodType<object>, I extends Ports, O extends Ports> = Common<C, I, O> & {
  readonly mode: "job";
  /** Used where the step sets no `timeoutMs`. */
  readonly timeoutMs: number;
  /**
   * Present where some configs do something that a failed attempt must not have done twice: whether this one is
   * repeated.
   */
  repeats?(config: z.output<C>): boolean;
  execute(call: Call<C, I>, context: JobContext): Promise<Result<O>>;
  /** Present where a person accepts or edits what the job proposed before the step completes. */
  readonly review?: {
    applies(config: z.output<C>): boolean;
    /** The form of the decision, with the proposal as its defaults. */
    form(call: Call<C, I> & { proposal: PortValues<O> }): FormSchema;
    accept(call: Call<C, I> & { proposal: PortValues<O>; data: JsonObject }): Result<O>;
    /** Present where a person may ask about the proposal. The answer has the same form, and changes nothing. */
    ask?(
      call: Call<C, I> & { proposal: PortValues<O>; question: string },
      context: JobContext,
    ): Promise<Result<O>>;
    /** Present where a person may supply the result themselves when the job has failed. */
    readonly byHand?: {
      /** The form for it. No field is named `action`. */
      form(call: Call<C, I>): FormSchema;
      accept(call: Call<C, I> & { data: JsonObject }): Result<O>;
    };
  };
};

/** A step that a person answers. */
type InteractiveSpec<C extends z.ZodType<object>, I extends Ports, O extends Ports> = Common<
  C,
  I,
  O
> & {
  readonly mode: "interactive";
  /** How the page presents it: questions one by one, a summary to approve, or a file whose reading is shown first. */
  readonly presents: "form" | "review" | "import";
  form(call: Call<C, I>): FormSchema;
  /** Turns answers that satisfy the form into the step's result. Throws `StepFailure` with code `invalid_answer`. */
  accept(call: Call<C, I> & { data: JsonObject }): Result<O>;
};

/** A step that waits for a signal or a moment. Throws `StepFailure`. */
type WaitSpec<C extends z.ZodType<object>, I extends Ports, O extends Ports> = Common<C, I, O> & {
  readonly mode: "wait";
  /** `now` in epoch milliseconds. */
  waitFor(call: Call<C, I>, now: number): Wait;
  /** The form for a signal's data, where a person or a program gives the signal to the step itself. */
  signalForm?(call: Call<C, I>): FormSchema;
};

/**
 * A step that starts a child run of the workflow that its config embeds under `definition`. Its ports are that
 * workflow's.
 */
type ChildSpec<C extends z.ZodType<object>, I extends Ports, O extends Ports> = Common<C, I, O> & {
  readonly mode: "child";
};

/** An operation with its types erased: what the registry holds and the runtime calls. */
export type Operation = {
  readonly id: string;
  readonly stepType: StepType;
  readonly mode: OperationMode;
  readonly title: string;
  readonly description: string;
  readonly config: z.ZodType<JsonObject>;
  readonly inputs: Ports | ((config: JsonObject) => Ports);
  readonly outputs: Ports | ((config: JsonObject) => Ports);
  readonly outcomes?: (config: JsonObject) => readonly string[];
  readonly expressions?: (config: JsonObject) => readonly ConfigExpression[];
  readonly example: {
    readonly config: JsonObject;
    readonly input: JsonObject;
    readonly data?: JsonObject;
  };
} & (
  | { readonly mode: "inline"; execute(call: ErasedCall, context: InlineContext): StepResult }
  | {
      readonly mode: "job";
      readonly timeoutMs: number;
      repeats?(config: JsonObject): boolean;
      execute(call: ErasedCall, context: JobContext): Promise<StepResult>;
      readonly review?: {
        applies(config: JsonObject): boolean;
        form(call: ErasedCall & { proposal: JsonObject }): FormSchema;
        accept(call: ErasedCall & { proposal: JsonObject; data: JsonObject }): StepResult;
        ask?(
          call: ErasedCall & { proposal: JsonObject; question: string },
          context: JobContext,
        ): Promise<StepResult>;
        readonly byHand?: {
          form(call: ErasedCall): FormSchema;
          accept(call: ErasedCall & { data: JsonObject }): StepResult;
        };
      };
    }
  | {
      readonly mode: "interactive";
      readonly presents: "form" | "review" | "import";
      form(call: ErasedCall): FormSchema;
      accept(call: ErasedCall & { data: JsonObject }): StepResult;
    }
  | {
      readonly mode: "wait";
      waitFor(call: ErasedCall, now: number): Wait;
      signalForm?(call: ErasedCall): FormSchema;
    }
  | { readonly mode: "child" }
);

type ErasedCall = { readonly config: JsonObject; readonly input: JsonObject };

/**
 * Declares an operation. The types of `input` and of the result follow from the ports. The erasure is sound because the
 * runtime parses configs with `config`, and inputs and outputs with their data types, before and after every call.
 */
export function defineOperation<
  C extends z.ZodType<object>,
  const I extends Ports,
  const O extends Ports,
>(
  spec:
    | InlineSpec<C, I, O>
    | JobSpec<C, I, O>
    | InteractiveSpec<C, I, O>
    | WaitSpec<C, I, O>
    | ChildSpec<C, I, O>,
): Operation {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sound for the reason given above
  return spec as unknown as Operation;
}
