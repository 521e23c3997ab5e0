import { plainWords } from "#lib/portfolio/import/table/heading-words.ts";

/** What is known of the files of one broker, by words that only its headings have. */
export type Layout = {
  readonly broker: string;
  /** The currency of amounts that name none. */
  readonly currency?: string;
  /** The currency of all values, whatever that of the prices. */
  readonly valuesIn?: string;
  /** What to export where the file lists trades. */
  readonly instead?: string;
};

type Known = Layout & { readonly headings: readonly string[] };

const list = (text: string): readonly string[] => text.split(", ");

const layouts: readonly Known[] = [
  {
    broker: "Avanza",
    valuesIn: "SEK",
    headings: list("kontonummer, namn, kortnamn, volym, marknadsvarde, gav, valuta"),
  },
  {
    broker: "Fidelity",
    currency: "USD",
    headings: list(
      "account number, symbol, description, quantity, last price, current value, percent of account",
    ),
  },
  {
    broker: "Fidelity",
    currency: "USD",
    headings: list("run date, action, symbol, settlement date"),
    instead: "In Fidelity, open Positions and choose “Download”, not Activity & Orders.",
  },
  {
    broker: "Charles Schwab",
    currency: "USD",
    headings: list("symbol, description, reinvest, percent of acct percent of account"),
  },
  {
    broker: "Charles Schwab",
    currency: "USD",
    headings: list("symbol, description, qty quantity, mkt val market value"),
  },
  {
    broker: "Charles Schwab",
    currency: "USD",
    headings: list(
      "symbol, description, quantity, price, market value, day change, cost basis, security type",
    ),
  },
  {
    broker: "Charles Schwab",
    currency: "USD",
    headings: list("date, action, symbol, description, quantity, price, fees comm, amount"),
    instead: "In Schwab, open Accounts, Positions and choose “Export”, not History.",
  },
  {
    broker: "Vanguard",
    currency: "USD",
    headings: list("account number, investment name, symbol, shares, share price, total value"),
  },
  {
    broker: "Vanguard",
    currency: "USD",
    headings: list("account number, trade date, settlement date, transaction type"),
    instead:
      "In Vanguard, open the download centre and choose “Holdings” or “CSV: accounts and transactions” with its first table.",
  },
  {
    broker: "E*TRADE",
    currency: "USD",
    headings: list("symbol, last price, price paid, day s gain, total gain, value"),
  },
  {
    broker: "E*TRADE",
    currency: "USD",
    headings: list("transactiondate, transactiontype, securitytype, symbol"),
    instead: "In E*TRADE, open Portfolios and choose “Download”, not Transactions.",
  },
  {
    broker: "Robinhood",
    currency: "USD",
    headings: list("activity date, process date, settle date, instrument, trans code"),
    instead:
      "Robinhood has no export of holdings: write a table with the headings Symbol, Quantity, Price, Value and Currency from what the app shows under Investing.",
  },
  {
    broker: "Trading 212",
    headings: list("action, time, isin, ticker, name, no of shares"),
    instead:
      "In Trading 212, history is only trades: open your pie and export it, or write a table with the headings Ticker, Units, Price, Value and Currency from your portfolio.",
  },
  {
    broker: "DEGIRO",
    headings: list("date, time, product, isin, quantity, price, order id"),
    instead:
      "In DEGIRO, open Portfolio and choose “Export”, not Transactions or Account statement.",
  },
  {
    broker: "DEGIRO",
    headings: list("datum, uhrzeit, produkt, isin, anzahl, kurs"),
    instead: "In DEGIRO, open Portfolio and choose “Export”, not Transaktionen or Kontoauszug.",
  },
  {
    broker: "DEGIRO",
    headings: list("datum, tijd, product, isin, aantal, koers"),
    instead:
      "In DEGIRO, open Portefeuille and choose “Export”, not Transacties or Rekeningoverzicht.",
  },
  {
    broker: "Hargreaves Lansdown",
    currency: "GBP",
    headings: list("trade date, settle date, reference, description, unit cost p, quantity"),
    instead:
      "In Hargreaves Lansdown, open the account and choose “Download as spreadsheet” under Portfolio overview.",
  },
  {
    broker: "interactive investor",
    currency: "GBP",
    headings: list("date, settlement date, symbol, sedol, quantity, price, debit, credit"),
    instead:
      "In interactive investor, open Portfolio and choose the download button there, not Transaction history.",
  },
  {
    broker: "Zerodha",
    currency: "INR",
    headings: list(
      "symbol, isin, sector, quantity available, average price, previous closing price",
    ),
  },
  { broker: "Zerodha", currency: "INR", headings: list("instrument, qty, avg cost, ltp, cur val") },
  {
    broker: "Zerodha",
    currency: "INR",
    headings: list("symbol, isin, trade date, exchange, segment, series, trade type"),
    instead:
      "In Zerodha Console, open Portfolio, Holdings and download from there, not the tradebook.",
  },
  {
    broker: "Interactive Brokers",
    headings: list("asset category, currency, symbol, date time, quantity, t price"),
    instead:
      "In Interactive Brokers, run the Activity statement with the section Open Positions as CSV.",
  },
  {
    broker: "Portfolio Performance",
    headings: list("datum, typ, wert, buchungswahrung, stuck"),
    instead: "In Portfolio Performance, open Berichte, Vermögensaufstellung and export that table.",
  },
  {
    broker: "Portfolio Performance",
    headings: list("date, type, value, transaction currency, shares"),
    instead: "In Portfolio Performance, open Reports, Statement of assets and export that table.",
  },
];

/** The broker whose headings these are; `null` where they are nobody's. Currency signs in headings do not matter. */
export function layoutOf(headings: readonly string[]): Layout | null {
  const have = new Set(
    headings.flatMap((heading) => [
      plainWords(heading),
      plainWords(heading.replaceAll(/\([^()]*\)/gu, "")),
    ]),
  );
  return (
    layouts.find((layout) =>
      layout.headings.every((heading) => have.has(heading) || firstOf(have, heading)),
    ) ?? null
  );
}

/** "reinvest" for "Reinvest?", "reinvest dividends". */
function firstOf(have: ReadonlySet<string>, heading: string): boolean {
  return heading.length > 5 && [...have].some((name) => name.startsWith(`${heading} `));
}
