import { inspect } from "node:util";

import { causesOf, codeOf } from "./causes.ts";
import { safeMessage } from "./describe-error.ts";

/** What a failed connection to the database says of itself: postgres.js, PostgreSQL, the queue's driver. */
const awayCodes = /^(?:CONNECTION_.+|CONNECT_TIMEOUT|08\d{3}|57P0[123]|28000|28P01|3D000)$/u;
const awayWords =
  /Connection terminated|terminating connection|database system is|not currently accepting connections|Client has encountered a connection error|CONNECTION_(?:CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT/iu;
const fullCodes = /^(?:53100|ENOSPC)$/u;
const fullWords = /No space left on device|ENOSPC/iu;

export const away = "the database cannot be reached";
export const full = "the disk is full";

/**
 * Under which name equal failures are counted together. An outage of the database is one failure, however many
 * requests, jobs and timers meet it; everything else is told apart by what is said, without the numbers and names in
 * it.
 */
export function failureKind(
  message: string,
  fields: Record<string, unknown>,
  databaseUrl = "",
): string {
  const { error, reference: _, ...rest } = fields;
  const errors = causesOf(error);
  const said = typeof fields["message"] === "string" ? fields["message"] : "";
  const database = placeOf(databaseUrl);
  const isAway = errors.some((one) => awayCodes.test(codeOf(one) ?? "") || leadsTo(one, database));
  const words = [said, ...errors.map((one) => one.message)].join("\n").slice(0, 20_000);
  if (isAway || awayWords.test(words) || (database && words.includes(`ECONNREFUSED ${database}`)))
    return away;
  if (errors.some((one) => fullCodes.test(codeOf(one) ?? "")) || fullWords.test(words)) return full;
  if (error === undefined) return `${message} ${shape(textOf(rest))}`;
  const chain = errors.map((one) => `${one.name} ${codeOf(one) ?? ""} ${safeMessage(one)}`);
  return `${message} ${shape(chain.length > 0 ? chain.join(" < ") : textOf(error))}`;
}

/** Whether it is about a connection to the database: by its address, or by the driver that it comes out of. */
function leadsTo(error: Error, database: string | null): boolean {
  const drivers = /node_modules\/(?:postgres|pg|pg-pool)\//u;
  if (/^E(?:CONN|PIPE|TIMEDOUT|HOST)/u.test(codeOf(error) ?? "")) {
    if (drivers.test((error.stack ?? "").slice(0, 5_000))) return true;
  }
  if (!("address" in error && "port" in error)) return false;
  return `${String(error.address)}:${String(error.port)}` === database;
}

function placeOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || "5432"}`;
}

const shape = (text: string) =>
  text.slice(0, 2_000).replaceAll(/[\da-f-]{8,}|\d+|"[^"]{0,200}"/giu, "#");

function textOf(value: unknown): string {
  try {
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return inspect(value, { depth: 1 });
  }
}
