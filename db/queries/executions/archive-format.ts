import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import type { ExecutionEvent } from "#lib/engine/state/event.ts";

import type { StepRow, StepText } from "./rows.ts";

/**
 * The contents of an archive, as its readers need them. Steps come in order of iteration, events and texts in theirs.
 */
export type Archive = {
  steps: readonly StepRow[];
  events: readonly ExecutionEvent[];
  texts: readonly StepText[];
};

/** Compresses the rows of an execution, given as the database's own JSON. */
export const packed: (rows: string) => Promise<Buffer> = promisify(gzip);

/** The database's own JSON of the rows of an archived execution. */
export async function unpackedRows(executionId: string, data: Buffer): Promise<StoredRows> {
  const text = (await promisify(gunzip)(data)).toString("utf8");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this module's own statements
  const { steps, events, texts, drafts } = JSON.parse(text) as StoredRows;
  const whole = <T extends object>(rows: readonly T[] | null) =>
    (rows ?? []).map((row) => Object.assign(row, { execution_id: executionId }));
  return {
    steps: whole(steps),
    events: whole(events),
    texts: whole(texts),
    drafts: whole(drafts),
  };
}

type Stored = Readonly<Record<string, unknown>>;
/** Rows with the names of their columns. They lack the execution's id, which is the same for all of them. */
export type StoredRows = {
  steps: readonly Stored[] | null;
  events: readonly Stored[] | null;
  texts: readonly Stored[] | null;
  drafts: readonly Stored[] | null;
};

/* oxlint-disable typescript/no-unsafe-type-assertion -- each row comes from the table that its type belongs to */
/** The rows as the queries of live executions return them. */
export function archiveOf({ steps, events, texts }: StoredRows): Archive {
  return {
    steps: (steps ?? []).map((row) => inCode(row) as StepRow),
    events: (events ?? []).map((row) => {
      const { seq, at, actor, body } = inCode(row) as EventRow;
      return Object.assign(body, { seq, at: at.getTime(), actor });
    }),
    texts: (texts ?? []).map((row) => {
      const { id, stepId, token, start, text } = inCode(row) as StepText;
      return { id, stepId, token, start, text };
    }),
  };
}
/* oxlint-enable typescript/no-unsafe-type-assertion */

type EventRow = { seq: number; at: Date; actor: ExecutionEvent["actor"]; body: ExecutionEvent };

/** A row with the property names of the code, its timestamps as dates. */
function inCode(row: Stored): Stored {
  const named = Object.entries(row).map(([column, value]): [string, unknown] => {
    const name = column.replaceAll(/_(\w)/gu, (_, letter: string) => letter.toUpperCase());
    const isMoment = (name === "at" || name.endsWith("At")) && typeof value === "string";
    return [name, isMoment ? new Date(value) : value];
  });
  return Object.fromEntries(named);
}
