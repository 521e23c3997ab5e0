import { remembered } from "../cells/remembered.ts";

/** Text as lines are compared by: lower case, without accents. */
const plain = remembered(readPlain);

function readPlain(text: string): string {
  const lower = text.slice(0, 300).toLowerCase();
  const bare = /^[ -~]*$/u.test(lower)
    ? lower
    : lower.normalize("NFKD").replaceAll("ß", "ss").replaceAll(/\p{M}/gu, "");
  return bare.replaceAll(/\s+/gu, " ").trim();
}

const totals =
  "(?:grand |sub|sub-|sub |overall |account |portfolio )?totals?|gesamt(?:summe|wert|betrag|depotwert|bestand|vermogen)?|(?:zwischen|end)?summe|subtotaal|eindtotaal|totaal|totale?n?|sous-total|total general|somme|sub-?totale|totale? generale|somma|suma|sum|i alt|soma|totales|summa|delsumma|totalt|slutsumma";
const after =
  "account|accounts|portfolio|value|assets|market value|holdings|positions|investments|securities|cash|all|portfoliowert|depot|depotwert|positionen|wertpapiere|vermogen|portefeuille|effecten|beleggingen|posities|waarde|titres|compte|actifs|valeur|portafoglio|titoli|valore|cartera|valores|valor|varde|innehav|konto|in|of|for|for all|gain|stocks|etfs|funds|bonds|equities|equity|options|aktien|fonds|anleihen|usd|eur|gbp|chf|sek|inr|cad|aud|gbx|base";
const total = new RegExp(
  `^\\W*(?:${totals})(?:[\\s:.,\\-–()=*]+(?:${after}|[a-z]{3}|[\\d.,'’ €£$]+))*[\\s:.)*]*$`,
  "u",
);
const lastWord = new RegExp(`[^a-z](?:${totals})[\\s:.)*]*$`, "u");
const accountTotal =
  /^\W*[\w .'-]{0,40}\b(?:account|portfolio|depot|konto|asset|position|holding)s? (?:sub)?total\b.{0,20}$/u;

/** Whether a text is the label of a total, and not the name of an investment that begins like one. */
export const isTotalLabel = remembered(saysTotalLabel);

function saysTotalLabel(text: string): boolean {
  const words = plain(text);
  return words !== "" && words.length < 80 && (total.test(words) || accountTotal.test(words));
}

/** Whether a text ends with the word for a total: "Depot gesamt", "US equity subtotal". */
export const endsWithTotal = remembered(saysTotalLast);

function saysTotalLast(text: string): boolean {
  return lastWord.test(plain(text));
}

const cash =
  "cash|cash balance|cash & cash investments|cash and cash investments|cash & cash fund(?: & ftx cash)?|cash and sweep funds?|cash on hand|cash account|cash held|cash available|available cash|uninvested cash|cash & equivalents|cash and cash equivalents|settled cash|us dollars?|barbestand|bargeld|barguthaben|guthaben|liquiditat|kontostand|kontoguthaben|verrechnungskonto|flatex cash|contant|contanten|geldrekening|saldo|liquidites|especes|compte especes|solde especes|contanti|liquidita|saldo liquido|efectivo|liquidez|saldo en efectivo|kontanter|likvida medel|likvider|tillganglig likviditet|core|core account|fdic insured deposit|bank sweep|sweep|brokerage cash|money account|free cash|ending cash";
const cashLine = new RegExp(
  `^(?:[a-z]{3} |[€£$] )?(?:${cash})(?:[\\s:,.\\-–()/]*(?:[a-z]{3}|[€£$]|euros?|dollars?|pounds?|in [a-z]{3}|account|balance|konto|\\(.{1,20}\\)))*$`,
  "u",
);

/** Whether a text stands for money, and not for an investment whose name begins so. */
export const isCashLabel = remembered(saysCashLabel);

function saysCashLabel(text: string): boolean {
  return cashLine.test(plain(text).replaceAll(/\*+$/gu, ""));
}

/** Whether a line is about money on its way: it is counted in a later file. */
export const isPending = remembered(saysPending);

function saysPending(text: string): boolean {
  return /^(pending|unsettled|dividend(s)? (due|receivable|pending)|accrued|accruals|interest accrued|stuckzinsen|marchzins|in settlement|schwebende)/u.test(
    plain(text),
  );
}

const trade =
  /^(buy|sell|sold|bought|purchase|purchased|sale|you bought.*|you sold.*|market (buy|sell)|limit (buy|sell)|stop (buy|sell)|buy to (open|close)|sell to (open|close)|reinvestment|reinvest|dividend.*|deposit|withdrawal|interest( on cash)?|ach|cdiv|btc|stc|bto|sto|kauf|verkauf|kaufen|verkaufen|einlage|entnahme|dividende|auslieferung|einlieferung|ausbuchung|einbuchung|sparplan|koop|verkoop|aankoop|aan|achat|vente|acquisto|vendita|compra|venta|kop|salj|kopt|salt|utdelning|insattning|b|s|k|v|a)$/u;

/** Whether a cell says what was done in a trade: "Buy", "Verkauf", "Market sell". */
export const isTradeWord = remembered(saysTradeWord);

function saysTradeWord(cell: string): boolean {
  return trade.test(plain(cell));
}
