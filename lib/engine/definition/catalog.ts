import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import type { SchemaProblem } from "#lib/engine/value/read-with-schema.ts";

import type { StepType } from "./definition.ts";

/** One input or output of an operation. Ports match on the id of their data type, never on names. */
export type Port = {
  readonly type: string;
  readonly optional?: boolean;
  /** What its values are like, where no data type of the catalog says it. */
  readonly jsonSchema?: JsonObject;
};
export type Ports = { readonly [name: string]: Port };

/** A named semantic type of a value that flows between steps, with the JSON Schema of its values. */
export type DataType = {
  readonly id: string;
  readonly title: string;
  readonly jsonSchema: JsonObject;
  /**
   * Says how a value is written, not what it means (text, number…): inputs of such a type bind by expression only.
   */
  readonly basic?: boolean;
};

/**
 * How an operation runs. `inline`: a pure, fast calculation inside the drain. `job`: on the queue (HTTP, AI, heavy
 * maths). `interactive`: waits for a person. `wait`: waits for a signal or a moment. `child`: starts another workflow
 * as a child run; the step's config embeds it under `definition`.
 */
export type OperationMode = "inline" | "job" | "interactive" | "wait" | "child";

/** What a step of mode `wait` waits for. */
export type Wait =
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "time"; readonly at: number };

/** An expression inside a config, so that it is checked when the definition is saved. */
export type ConfigExpression = {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly expects: "boolean" | "any";
};

/** `unknown` names a field that is not known there, `meant` what it may be called instead. */
export type ConfigProblem = SchemaProblem;

/** What the engine knows of one entry of the step library. Configs given to these functions have been parsed. */
export type OperationContract = {
  readonly id: string;
  readonly stepType: StepType;
  readonly mode: OperationMode;
  readonly title: string;
  readonly description: string;
  /** Checks a config and fills its defaults. */
  parseConfig(config: JsonObject): ParsedConfig;
  inputs(config: JsonObject): Ports;
  outputs(config: JsonObject): Ports;
  /** The outcomes a step may end with; empty when it has just one way to complete. */
  outcomes(config: JsonObject): readonly string[];
  expressions(config: JsonObject): readonly ConfigExpression[];
  /** Whether a job's result is a proposal that a person accepts or edits before the step completes. */
  proposes(config: JsonObject): boolean;
  /** Whether an attempt that failed may be made again by itself; yes where it is not said. */
  repeats?(config: JsonObject): boolean;
  /** What a step of mode `wait` waits for, from `now` on. */
  waitFor?(config: JsonObject, input: JsonObject, now: number): Wait;
  /**
   * Whether completing the step is a person's approval. It is asked for again whenever something before the step
   * changed.
   */
  readonly approves: boolean;
};

export type ParsedConfig =
  | { readonly ok: true; readonly config: JsonObject }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The step library as the engine sees it. */
export type Catalog = {
  readonly operations: ReadonlyMap<string, OperationContract>;
  readonly dataTypes: ReadonlyMap<string, DataType>;
};

/** What an inline step is given: its parsed config, its resolved input, and its config's expressions. */
export type InlineCall = {
  readonly uses: string;
  readonly config: JsonObject;
  readonly input: JsonObject;
  evaluate(source: string): Json;
};

export type StepResult = { readonly output: JsonObject; readonly outcome?: string };
