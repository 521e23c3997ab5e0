import { ordersOf } from "../cells/dates.ts";
import { plainWords, rolesOf } from "../table/heading-words.ts";
import type { Row } from "../table/row.ts";
import { isTradeWord } from "./words.ts";

const tradeHeadings: ReadonlySet<string> = new Set(
  "trade date, settlement date, settle date, order id, order no, order number, transaction type, transaction id, trans code, commission, commissions, trade type, order type, order execution time, trade id, transaction date, transactiondate, run date, process date, activity date, fees comm, action, transaction, charge amount, trade time, buy sell, brokerage fee, buchungstag, valutadatum, ausfuhrungsort, orderdatum, auftragsnummer, gebuhren, transaktionskosten, transaktion, order gebuhren, ausfuhrungszeit, transactiekosten, transactie, uitvoeringsplaats, transactietype, date d operation, operation, frais, courtage, sens, data operazione, operazione, commissioni, fecha operacion, fecha de operacion, operacion, comision, comisiones, affarsdag, transaktionstyp, likviddag".split(
    ", ",
  ),
);

/** As many lines as tell what a table is of. */
const looked = 500;

/** Whether a table lists what was bought and sold, and not what is held. */
export function listsTrades(headings: readonly string[], all: readonly Row[]): boolean {
  const rows = all.slice(0, looked);
  if (rows.length === 0) return false;
  const plain = headings.map(plainWords);
  const telling = plain.filter((heading) => tradeHeadings.has(heading)).length;
  const dated = plain.flatMap((heading, column) =>
    !isAcquired(heading) && share(rows, column, isDay) > 0.6 ? [column] : [],
  );
  const acts = plain.some(
    (heading, column) =>
      !/rating|recommend|consensus|analyst/u.test(heading) &&
      share(rows, column, isTradeWord) > 0.6,
  );
  if (acts && (dated.length > 0 || telling > 0)) return true;
  if (telling >= 2 && dated.length > 0) return true;
  const timed = plain.some(
    (_, column) => share(rows, column, (cell) => /^\d{1,2}:\d{2}(:\d{2})?$/u.test(cell)) > 0.6,
  );
  return (telling > 0 || timed) && dated.some((column) => repeats(plain, rows, column));
}

function isAcquired(heading: string): boolean {
  return rolesOf(heading).some(({ role }) => role === "acquired");
}

function isDay(cell: string): boolean {
  return ordersOf(cell).length > 0;
}

/** One thing on several days, beside a column that is no day of purchase: each line is something that happened. */
function repeats(headings: readonly string[], rows: readonly Row[], date: number): boolean {
  const identity = headings.findIndex((heading) =>
    rolesOf(heading).some(({ role }) => role === "isin" || role === "ticker" || role === "name"),
  );
  if (identity < 0) return false;
  const days = new Map<string, Set<string>>();
  for (const { cells } of rows) {
    const [what, when] = [cells[identity] ?? "", cells[date] ?? ""];
    if (what === "" || when === "") continue;
    days.set(what, (days.get(what) ?? new Set()).add(when));
  }
  return [...days.values()].some((set) => set.size > 1);
}

function share(rows: readonly Row[], column: number, is: (cell: string) => boolean): number {
  const cells = rows.map((row) => row.cells[column] ?? "").filter((cell) => cell !== "");
  return cells.length === 0 ? 0 : cells.filter(is).length / cells.length;
}
