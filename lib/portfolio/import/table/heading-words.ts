/** What a column holds. `ignored` ones are known and not read: gains, shares of the whole, changes of a day. */
export const roles = [
  "name",
  "ticker",
  "isin",
  "units",
  "price",
  "value",
  "currency",
  "account",
  "costBasis",
  "unitCost",
  "acquired",
  "code",
  "accountNumber",
  "side",
  "multiplier",
  "type",
  "detail",
  "ignored",
] as const;
export type Role = (typeof roles)[number];

/**
 * What brokers call their columns in English, German, Dutch, French, Italian, Spanish and Swedish: in lower case,
 * without accents and punctuation. Of several columns for the same, the one whose words stand first counts.
 */
const words: Readonly<Record<Role, string>> = {
  ticker:
    "ticker, ticker symbol, symbol ticker, symbol, symbool, symbole, simbolo, kurzel, tickersymbol, kortnamn, epic, epic code, slice, stock symbol, security symbol, trading symbol, tradingsymbol, instrument code, tidm, symbol isin, symbool isin, symbole isin, simbolo isin, symbol cusip, security id, mnemonic, mnemo, mnemonico, borssymbol, code",
  isin: "isin, isin code, isin nummer, isin number, code isin, codigo isin, codice isin, isin kod, isin cusip, isin wkn, isin nr, no isin",
  code: "wkn, sedol, sedol code, cusip, valor, valoren, valorennummer, valor number, fondscode, fund code, kenn nr, kennnummer, security code",
  name: "name, security name, investment name, fund name, stock name, company name, asset name, instrument name, product name, holding name, holding, holdings, bezeichnung, wertpapier, wertpapiername, wertpapierbezeichnung, instrumentname, titel, name des wertpapiers, produkt, produktname, product, produit, prodotto, producto, nom, libelle, designation, valeur mobiliere, nome, titolo, strumento, descrizione, nombre, valor mobiliario, activo, fondo, descripcion, emisor, namn, vardepapper, innehav, omschrijving, naam, fonds, fondsnaam, effect, beschrijving, beschreibung, investment, investments, security, securities, stock, stocks, share, description, security description, investment description, asset, company, fund, instrument, instrumento, denominazione, denominacion, benamning, position, positionen, positions, positie, posizione, posicion, titre, valeur, nombre",
  units:
    "quantity, qty, quantity available, qty quantity, owned quantity, shares, units, units held, number of shares, number of units, no of shares, no of units, nr of shares, shares held, share balance, shares owned, quantity held, total quantity, total shares, total units, holding quantity, units or shares, shares units, current shares, current quantity, current units, balance units, closing units, closing quantity, stuck, stucke, stuckzahl, anzahl, menge, bestand, stuck nominale, stuck nom, nominale, nominal, stk, anteile, anzahl anteile, aktueller bestand, aantal, aantal stuks, stuks, aantal nominaal, quantite, nombre, nombre de titres, nombre de parts, nb titres, qte, parts, quantita, qta, pezzi, numero quote, quote possedute, quota, cantidad, titulos, numero de titulos, n titulos, num titulos, participaciones, acciones, numero de acciones, antal, antal aktier, antal andelar, andelar, amount shares, position size, volume, volym, pos, position, titres, amount, nominal value, face value, current face",
  price:
    "price, last price, share price, unit price, current price, market price, closing price, close price, close, closing, latest price, last, last trade, nav, price per share, price share, price per unit, current share price, quote, ltp, previous closing price, prev close, previous close, valuation price, mkt price, mid price, bid price, bid, sell price, latest nav, kurs, akt kurs, aktueller kurs, letzter kurs, schlusskurs, bewertungskurs, kurs aktuell, tageskurs, preis, aktueller preis, rucknahmepreis, anteilspreis, koers, slotkoers, actuele koers, laatste koers, huidige koers, prijs, koers aandeel, cours, dernier cours, cours actuel, cours de cloture, prix, prix unitaire, prix actuel, valeur liquidative, vl, cloture, derniere valeur, prezzo, prezzo corrente, prezzo attuale, prezzo di mercato, ultimo prezzo, quotazione, chiusura, prezzo di chiusura, valore unitario, precio, precio actual, ultimo precio, precio de mercado, cotizacion, valor liquidativo, cierre, precio de cierre, senaste kurs, senast, senaste, pris, senaste pris, stangningskurs, slutkurs, aktuell kurs, marknadspris, nav kurs",
  value:
    "market value, current value, total value, value, valuation, mkt value, mktval, mkt val, mkt val market value, position value, holding value, current market value, value today, value now, current valuation, market valuation, cur val, present value, ending value, net value, equity, value in base currency, base market value, total market value, market value base, value gbp, balance, closing balance, ending balance, total, wert, kurswert, gesamtwert, marktwert, depotwert, aktueller wert, wert aktuell, bewertung, positionswert, gegenwert, wert gesamt, waarde, huidige waarde, marktwaarde, actuele waarde, totale waarde, waarde positie, valeur, valeur de marche, valeur totale, valorisation, valeur actuelle, montant, evaluation, estimation, valore, valore di mercato, controvalore, valore attuale, valore totale, controvalore di mercato, ctv, valor, valor de mercado, valor actual, valor total, valoracion, importe, efectivo actual, valor efectivo, varde, marknadsvarde, totalt varde, aktuellt varde, vardering, amount, market value local, local value, lokale waarde, valeur locale, valore locale, valor local, lokalt varde, total amount",
  currency:
    "currency, ccy, curr, currency code, trading currency, price currency, quote currency, local currency, listing currency, instrument currency, security currency, market currency, valuation currency, asset currency, currency primary, wahrung, kurswahrung, wahrg, handelswahrung, devisen, wrg, munt, valuta, valutacode, devise, monnaie, divisa, moneda, handelsvaluta, valutakod, monnaie de cotation",
  account:
    "account, account name, account nickname, account type, portfolio, portfolio name, depot, depotname, depotbezeichnung, konto, kontoname, kontobezeichnung, rekening, rekeningnaam, portefeuille, compte, nom du compte, conto, deposito, portafoglio, cuenta, nombre de la cuenta, cartera, depa, kontonamn, kontotyp, wrapper, plan",
  accountNumber:
    "account number, account no, account id, acct, acct no, account nr, depotnummer, depot nr, kontonummer, konto nr, rekeningnummer, numero de compte, no de compte, numero conto, numero de cuenta, kontonr, portfolio number, client account id, clientaccountid",
  costBasis:
    "cost basis, cost basis total, total cost, total cost basis, book cost, book value, cost, invested, invested value, amount invested, invested amount, purchase value, acquisition cost, original cost, total cost paid, cost value, einstandswert, kaufwert, anschaffungswert, einstand gesamt, investiert, kaufbetrag, anschaffungskosten, kostprijs, aankoopwaarde, totale aankoopwaarde, prix de revient total, valeur d achat, montant investi, cout total, valore di carico, costo, costo totale, controvalore di carico, coste, coste total, coste de adquisicion, valor de compra, importe invertido, anskaffningsvarde, inkopsvarde, totalt anskaffningsvarde, kop varde",
  unitCost:
    "average cost, avg cost, average price, avg price, average cost basis, cost per share, price paid, purchase price, unit cost, cost price, average cost price, avg cost price, average buy price, average purchase price, open price, avg price paid, buy price, einstandskurs, einstandspreis, kaufkurs, kaufpreis, durchschnittskurs, durchschnittspreis, mittlerer kaufkurs, gemiddelde koers, aankoopkoers, gemiddelde aankoopkoers, gak, prix de revient, prix de revient unitaire, pru, prix d achat, cours d achat, prezzo medio, prezzo di carico, prezzo medio di carico, pmc, prezzo medio di acquisto, precio medio, precio medio de compra, precio de compra, coste medio, inkopskurs, gav, genomsnittligt anskaffningspris, anskaffningskurs, snittkurs",
  acquired:
    "acquired, date acquired, acquisition date, purchase date, purchased, buy date, date of purchase, open date, opened, date bought, kaufdatum, anschaffungsdatum, erwerbsdatum, einstandsdatum, aankoopdatum, date d achat, date d acquisition, data acquisto, data di acquisto, data di carico, fecha de compra, fecha de adquisicion, inkopsdatum, kopdatum",
  side: "side, long short, position side, richtung, l s, positionsart, direction",
  multiplier:
    "multiplier, mult, contract size, contract multiplier, multiplikator, kontraktgrosse, bezugsverhaltnis",
  type: "type, asset type, asset class, security type, asset category, instrument type, investment type, typ, gattung, wertpapierart, assetklasse, anlageklasse, soort, categorie, categorie d actif, tipo, tipo di strumento, tipo de activo, slag, product type, sector, sub asset class, category, class",
  detail: "datadiscriminator, data discriminator, level of detail, levelofdetail",
  ignored:
    "gain, gain loss, total gain, total gain loss, change, chg, chg percent, change percent, weight, percent of account, percent of portfolio, allocation, p l, unrealized p l, unrealised p l, unrealized p l pct, net chg, day chg, day change, day s gain, total gain loss dollar, total gain loss percent, today s gain loss dollar, today s gain loss percent, last price change, diff abs, diff, datum, date, zeit, zeit datum, time, uhrzeit, borse, exchange, quantity discrepant, quantity long term, quantity pledged, quantity pledged margin, quantity pledged loan, quantity discrepent, result, dividends gained, dividends cash, dividends reinvested, valuation date, gewinn, verlust, performance, rendement, note, notes, notizen, status, market, region, country, land, yield, price date, date and time, exchange rate, fx rate, fx, wechselkurs, wisselkoers, gespr st, akt st, price chng price change, price chng percent price change percent, day chng day change, gain gain loss, ratings, reinvest dividends, reinvest capital gains, percent of acct percent of account, security type, unit of measure, maturity, maturity date, coupon, expiry, expiration, expiration date, strike, right, put call, latest date, as of date",
};

type Found = { readonly role: Role; readonly rank: number };

const rolesByWords = new Map<string, Found[]>();
for (const role of roles) {
  for (const [rank, heading] of words[role].split(",").entries()) {
    const known = rolesByWords.get(heading.trim()) ?? [];
    if (known.every((found) => found.role !== role)) known.push({ role, rank });
    rolesByWords.set(heading.trim(), known);
  }
}

const none: readonly Found[] = [];

/**
 * The roles that a heading's words stand for and how usual they are for each, 0 the most. Some words stand for several.
 */
export function rolesOf(plain: string): readonly Found[] {
  return rolesByWords.get(plain) ?? none;
}

/** "Market Value" and "Stück" as the words above are written. */
export function plainWords(heading: string): string {
  return heading
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("%", " percent ")
    .replaceAll(/[^a-z0-9]+/gu, " ")
    .trim();
}
