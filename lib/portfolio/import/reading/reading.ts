import type { DateOrder } from "#lib/portfolio/import/cells/dates.ts";
import type { DecimalSign } from "#lib/portfolio/import/cells/numbers.ts";
import type { Role } from "#lib/portfolio/import/table/heading-words.ts";
import type { Delimiter } from "#lib/portfolio/import/table/tokenise.ts";

/** What a person has decided about how a file is read. What is left open is worked out from the file. */
export type ReadOptions = {
  readonly delimiter?: Delimiter | undefined;
  readonly decimal?: DecimalSign | undefined;
  readonly dates?: DateOrder | undefined;
  /** For amounts that name no currency. */
  readonly currency?: string | undefined;
  /** The same, by the author of a workflow: what the file says comes first. */
  readonly usualCurrency?: string | undefined;
  /** Whether prices in pounds that no sign is with are in pence. */
  readonly pence?: "pence" | "pounds" | undefined;
  /** Which of the tables, from 1. */
  readonly table?: number | undefined;
  /** Which figure counts where units times price is not the value. */
  readonly amounts?: "value" | "price" | undefined;
  /** What the columns hold, by their headings. */
  readonly columns?: Readonly<Record<string, Role>> | undefined;
  /** Lines that are holdings, whatever they look like. */
  readonly keepLines?: readonly number[] | undefined;
};

export type HoldingRow = {
  /** The lines of the file it was read from; several where equal holdings were added together. */
  readonly lines: readonly number[];
  readonly name: string;
  readonly ticker?: string;
  readonly isin?: string;
  readonly units: number;
  /** In the row's currency, for one unit. */
  readonly price?: number;
  readonly value: number;
  /** `null` where neither the file nor the person names one. */
  readonly currency: string | null;
  readonly account?: string;
  readonly costBasis?: number;
  readonly acquired?: string;
  /** What was made of the line that one cannot see in it. */
  readonly notes: readonly string[];
};

export type LeftOutKind =
  | "total"
  | "heading"
  | "note"
  | "zero"
  | "pending"
  | "lot"
  | "blank"
  | "fault";

/** A line of the table that is no holding, or that could not be read; then it is a `fault`. */
export type LeftOut = {
  readonly line: number;
  readonly kind: LeftOutKind;
  readonly text: string;
  readonly reason: string;
  /** Whether it can be read as a holding if the person says so. */
  readonly mayKeep: boolean;
};

export type ChoiceName = "table" | "delimiter" | "decimal" | "dates" | "encoding" | "currency";

/** A decision about how the file is read, why it was taken, and what else it could have been. */
export type Choice = {
  readonly name: ChoiceName;
  readonly label: string;
  readonly value: string;
  readonly how: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

export type QuestionName =
  | "table"
  | "decimal"
  | "dates"
  | "currency"
  | "pence"
  | "amounts"
  | "columns";

/** Two readings are possible: what to decide, with what each answer would lead to. */
export type Question = {
  readonly name: QuestionName;
  readonly question: string;
  readonly hint: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

/** One column of the table, with what it is read as; `null` where its heading is not known. */
export type ColumnReading = {
  readonly heading: string;
  readonly samples: readonly string[];
  readonly role: Role | null;
  /** Whether its heading is known, or was explained by the person. */
  readonly known: boolean;
};

/** All that was read of a file. While there are questions, the rows are what comes of the likeliest reading. */
export type Reading = {
  readonly broker: string | null;
  readonly rows: readonly HoldingRow[];
  readonly leftOut: readonly LeftOut[];
  readonly totals: readonly { readonly currency: string | null; readonly value: number }[];
  readonly choices: readonly Choice[];
  readonly questions: readonly Question[];
  readonly columns: readonly ColumnReading[];
  /** The first and the last line of the table, headings included. */
  readonly from: number;
  readonly to: number;
};
