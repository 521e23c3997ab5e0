import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { FieldSchema, FormSchema, Posted } from "./json-schema.ts";
import { readAnswers } from "./read-answers.ts";
import { validateData } from "./validate-data.ts";

const years: FieldSchema = {
  type: "integer",
  title: "How many years until you need the money?",
  "x-unit": "years",
  minimum: 1,
  maximum: 60,
};
const amount: FieldSchema = {
  type: "object",
  title: "How much do you want to invest?",
  "x-name": "Amount to invest",
  "x-dataType": "money",
  properties: {
    amount: { type: "number", minimum: 100 },
    currency: { type: "string", enum: ["USD", "GBP"] },
  },
  required: ["amount", "currency"],
};
const weights: FieldSchema = {
  type: "object",
  title: "Weights",
  "x-dataType": "percent-table",
  properties: {
    VOO: { type: "number", title: "US shares", "x-unit": "%", minimum: 0, maximum: 100 },
    BND: { type: "number", title: "US bonds", "x-unit": "%", minimum: 0, maximum: 100 },
  },
};

function form(properties: Record<string, FieldSchema>, required = Object.keys(properties)) {
  return { type: "object", properties, required } satisfies FormSchema;
}

/** The one sentence for a single required field. */
function sentence(field: FieldSchema, posted: Posted): string | undefined {
  const result = readAnswers(form({ f: field }), posted);
  return result.ok ? undefined : (result.errors["f"] ?? JSON.stringify(result.errors));
}

describe("a number", () => {
  test.each([
    ["", "Enter how many years until you need the money"],
    ["soon", "Years must be a whole number, like 12"],
    ["12 months", "Years must be a whole number, like 12"],
    ["1.5", "Years must be a whole number, like 12"],
    ["0", "Years must be between 1 and 60"],
    ["61", "Years must be between 1 and 60"],
    ["60 years", undefined],
  ])("%j: %s", (text, expected) => {
    expect(sentence(years, { f: text })).toBe(expected);
  });

  test("open ranges say which way", () => {
    const fee: FieldSchema = { type: "number", title: "Yearly fee", "x-unit": "%" };
    expect(sentence({ ...fee, minimum: 0 }, { f: "-1" })).toBe("Yearly fee must be 0% or more");
    expect(sentence({ ...fee, exclusiveMinimum: 0, maximum: 5 }, { f: "0" })).toBe(
      "Yearly fee must be more than 0% and 5% or less",
    );
  });
});

describe("money", () => {
  test.each([
    ["", "Enter how much you want to invest"],
    ["lots", "Amount to invest must be an amount of money, like 1,000.50"],
    ["99.99", "Amount to invest must be $100 or more"],
    ["£500", "Amount to invest must be in USD"],
  ])("%j: %s", (text, expected) => {
    expect(sentence(amount, { "f.amount": text, "f.currency": "USD" })).toBe(expected);
  });

  test("is read with its currency", () => {
    const posted = { "f.amount": "£ 1,000.50", "f.currency": "GBP" };
    expect(readAnswers(form({ f: amount }), posted)).toEqual({
      ok: true,
      data: { f: { amount: 1000.5, currency: "GBP" } },
    });
  });
});

describe("a table of percentages", () => {
  test.each([
    ["60", "37", "Weights total 97.0%. They must total 100%: add 3.0%"],
    ["60", "40.5", "Weights total 100.5%. They must total 100%: take off 0.5%"],
    ["60%", "40", undefined],
  ])("%s and %s: %s", (voo, bnd, expected) => {
    expect(sentence(weights, { "f.VOO": voo, "f.BND": bnd })).toBe(expected);
  });

  test("names the row that cannot be read, not the total", () => {
    const result = readAnswers(form({ f: weights }), { "f.VOO": "half", "f.BND": "40" });
    expect(result).toEqual({
      ok: false,
      errors: { "f.VOO": "US shares must be a number, like 12%" },
    });
  });
});

describe("choices", () => {
  const goal: FieldSchema = {
    enum: ["retire", "house"],
    type: "string",
    title: "What is this money for?",
  };
  const savings: FieldSchema = { type: "boolean", title: "Do you have emergency savings?" };
  const leaveOut: FieldSchema = {
    type: "array",
    title: "Which funds do you want to leave out?",
    items: { type: "string", enum: ["VOO", "BND"] },
  };

  test("each kind asks for what is missing in its own words", () => {
    expect(sentence(goal, {})).toBe("Select what this money is for");
    expect(sentence(savings, {})).toBe("Select yes if you have emergency savings");
    expect(sentence({ ...leaveOut, minItems: 1 }, {})).toBe(
      "Select which funds you want to leave out",
    );
  });

  test("a value that is not offered is refused", () => {
    expect(sentence(goal, { f: "yacht" })).toBe("Select one of the answers shown");
    expect(sentence(leaveOut, { f: ["VOO", "XYZ"] })).toBe("Select one of the answers shown");
  });

  test("values keep their types", () => {
    const level: FieldSchema = { type: "integer", enum: [1, 2, 3], title: "Level" };
    const schema = form({ goal, savings, leaveOut, level });
    const posted = { goal: "house", savings: "no", leaveOut: "BND", level: "2" };
    expect(readAnswers(schema, posted)).toEqual({
      ok: true,
      data: { goal: "house", savings: false, leaveOut: ["BND"], level: 2 },
    });
  });
});

function parts(day: string, month: string, year: string): Posted {
  return { "f.day": day, "f.month": month, "f.year": year };
}

describe("text and dates", () => {
  test("length, pattern and format have their sentences", () => {
    const name: FieldSchema = { type: "string", title: "Name of the plan", maxLength: 3 };
    expect(sentence(name, { f: "abcd" })).toBe("Name of the plan must be 3 characters or fewer");
    const isin = { type: "string", pattern: "^[A-Z]{2}", "x-error": "Enter the ISIN" } as const;
    expect(sentence(isin, { f: "1" })).toBe("Enter the ISIN");
    const email: FieldSchema = { type: "string", format: "email", title: "Your email address" };
    expect(sentence(email, { f: "" })).toBe("Enter your email address");
    expect(sentence(email, { f: "me" })).toBe("Enter an email address, like name@example.com");
  });

  test("a date comes in three parts", () => {
    const date: FieldSchema = { type: "string", format: "date", title: "When do you retire?" };
    expect(readAnswers(form({ f: date }), parts("7", "3", "2031"))).toEqual({
      ok: true,
      data: { f: "2031-03-07" },
    });
    expect(sentence(date, parts("30", "2", "2031"))).toContain("must be a real date");
    expect(sentence(date, parts("", "", ""))).toBe("Enter when you retire");
  });
});

describe("questions that depend on others", () => {
  const schema = form({
    pension: { type: "boolean", title: "Do you have a pension?" },
    monthly: { ...years, "x-showIf": { field: "pension", equals: true } },
  });

  test("a hidden question is neither required nor kept", () => {
    const posted = { pension: "no", monthly: "999" };
    expect(readAnswers(schema, posted)).toEqual({ ok: true, data: { pension: false } });
    expect(validateData(schema, { pension: false, monthly: 999 })).toEqual({
      ok: true,
      data: { pension: false },
    });
  });

  test("one page is read with the answers of earlier pages", () => {
    const options = { fields: ["monthly"], earlier: { pension: true } };
    expect(readAnswers(schema, { monthly: "12" }, options)).toEqual({
      ok: true,
      data: { monthly: 12 },
    });
    expect(readAnswers(schema, {}, options).ok).toBe(false);
  });
});

test("an optional answer may be left out, and I'm not sure stands for its value", () => {
  const limit: FieldSchema = { ...years, "x-notSure": 40 };
  expect(readAnswers(form({ limit }, []), { limit: "  " })).toEqual({ ok: true, data: {} });
  expect(readAnswers(form({ limit }), { limit: "", "limit.notSure": "on" })).toEqual({
    ok: true,
    data: { limit: 40 },
  });
  const unknown: FieldSchema = { ...years, "x-notSure": null };
  expect(readAnswers(form({ unknown }), { "unknown.notSure": "on" })).toEqual({
    ok: true,
    data: { unknown: null },
  });
  expect(validateData(form({ unknown }), { unknown: null }).ok).toBe(true);
});

test("rows keep their order, blank ones are left out, and errors name the row on the page", () => {
  const holdings: FieldSchema = {
    type: "array",
    title: "What do you hold now?",
    minItems: 1,
    items: {
      type: "object",
      properties: {
        ticker: { type: "string", title: "Ticker" },
        units: { type: "number", title: "Units", exclusiveMinimum: 0 },
      },
      required: ["ticker", "units"],
    },
  };
  const posted = {
    "holdings.0.ticker": "",
    "holdings.0.units": " ",
    "holdings.2.ticker": "VOO",
    "holdings.2.units": "1,036",
    "holdings.10.ticker": "BND",
    "holdings.10.units": "12.5",
  };
  const rows = [
    { ticker: "VOO", units: 1036 },
    { ticker: "BND", units: 12.5 },
  ];
  expect(readAnswers(form({ holdings }), posted)).toEqual({ ok: true, data: { holdings: rows } });
  expect(readAnswers(form({ holdings }), { ...posted, "holdings.10.units": "" })).toEqual({
    ok: false,
    errors: { "holdings.10.units": "Enter units" },
  });
  expect(sentence(holdings, {})).toBe("Enter what you hold now");
});

describe("the same answers as JSON", () => {
  const schema = form({ years, amount, weights });
  const good = {
    years: 12,
    amount: { amount: 48_000, currency: "USD" },
    weights: { VOO: 60, BND: 40 },
  };

  test("good answers come back as they were", () => {
    expect(validateData(schema, good)).toEqual({ ok: true, data: good });
  });

  test.each([
    [{ ...good, years: 61 }, { years: "Years must be between 1 and 60" }],
    [{ ...good, years: "12" }, { years: "Years must be a whole number, like 12" }],
    [{ ...good, years: null }, { years: "Enter how many years until you need the money" }],
    [
      { ...good, weights: { VOO: 60, BND: 37 } },
      { weights: "Weights total 97.0%. They must total 100%: add 3.0%" },
    ],
    [{ ...good, amount: 5 }, { amount: "Enter how much you want to invest" }],
    [{ ...good, yeras: 3 }, { yeras: 'There is no question named "yeras"' }],
  ])("%j is refused", (data, errors) => {
    expect(validateData(schema, data)).toEqual({ ok: false, errors });
  });

  test.each([[null], [3], ["x"], [[]], [undefined], [[good]]])(
    "%j is no set of answers",
    (data) => {
      expect(validateData(schema, data).ok).toBe(false);
    },
  );
});

const everyKind = form(
  {
    years,
    amount,
    weights,
    when: { type: "string", format: "date" },
    code: { type: "string", pattern: "^[a-z]+$", minLength: 2 },
    funds: { type: "array", items: { type: "string", enum: ["VOO", "BND"] } },
    rows: { type: "array", items: { type: "object", properties: { units: years } } },
  },
  ["years"],
);

test("whatever is posted, nothing throws, and what the page accepts the API accepts", () => {
  const name = fc.constantFrom(
    ...["years", "amount.amount", "amount.currency", "weights.VOO", "weights.BND"].concat(
      ["when", "when.day", "when.month", "when.year", "code", "funds"],
      ["rows.0.units", "rows.7.units", "__proto__"],
    ),
  );
  const text = fc.oneof(
    fc.string(),
    fc.integer({ min: -5, max: 110 }).map(String),
    fc.constantFrom("2031-03-07", "USD", "VOO", "BND", "100", "0", "12 years", "£3", "ab"),
  );
  const value = fc.oneof(text, fc.array(text));
  let accepted = 0;
  fc.assert(
    fc.property(fc.dictionary(name, value), (typed) => {
      const result = readAnswers(everyKind, { years: "12", ...typed });
      if (!result.ok) return;
      accepted += 1;
      expect(validateData(everyKind, result.data)).toEqual(result);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test("whatever is sent as JSON, nothing throws", () => {
  fc.assert(
    fc.property(
      fc.record({ years: fc.jsonValue(), amount: fc.jsonValue(), rows: fc.jsonValue() }),
      (data) => {
        expect(typeof validateData(everyKind, data).ok).toBe("boolean");
      },
    ),
  );
});
