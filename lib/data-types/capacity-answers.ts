import { z } from "zod";

/** What a person could bear to lose, whatever they would like to risk. */
export const capacityAnswers = z
  .strictObject({
    reserve: z.enum(["none", "under_3", "3_to_6", "over_6"]).meta({
      title: "How long could you live on savings outside this plan?",
      "x-name": "Emergency savings",
      "x-labels": {
        none: "I have no other savings",
        under_3: "Less than 3 months",
        "3_to_6": "3 to 6 months",
        over_6: "More than 6 months",
      },
      "x-why": "Without a reserve, an unexpected bill can force you to sell when prices are low.",
    }),
    income: z.enum(["none", "uneven", "mostly_steady", "steady"]).meta({
      title: "How steady is your income?",
      "x-name": "Income",
      "x-labels": {
        none: "I have no income now",
        uneven: "It goes up and down a lot",
        mostly_steady: "Mostly steady",
        steady: "Very steady",
      },
    }),
    share: z.enum(["nearly_all", "over_half", "under_half", "under_quarter"]).meta({
      title: "How much of all you have saved is this money?",
      "x-name": "Share of your savings",
      "x-labels": {
        nearly_all: "Nearly all of it",
        over_half: "More than half",
        under_half: "Between a quarter and a half",
        under_quarter: "Less than a quarter",
      },
    }),
    surplus: z.enum(["none", "little", "some", "plenty"]).meta({
      title: "After bills and debts, what is left of your income each month?",
      "x-name": "Left over each month",
      "x-labels": {
        none: "Nothing, or I fall short",
        little: "Less than a tenth",
        some: "A tenth to a quarter",
        plenty: "More than a quarter",
      },
    }),
    earlyNeed: z.enum(["likely", "possible", "unlikely", "no"]).meta({
      title: "Could you need part of this money early?",
      "x-name": "Need part of it early",
      "x-hint": "More than a tenth of it, before the date you gave",
      "x-labels": {
        likely: "Yes, that is likely",
        possible: "Perhaps",
        unlikely: "Probably not",
        no: "No",
      },
    }),
    afterFall: z.enum(["sell", "sell_some", "wait", "buy"]).meta({
      title: "Your money falls 10% in three months. What would you do?",
      "x-name": "After a 10% fall",
      "x-labels": {
        sell: "I would sell",
        sell_some: "I would sell a part",
        wait: "I would wait",
        buy: "I would buy more",
      },
      "x-why":
        "A plan only works if you keep to it. Selling after a fall turns a loss on paper into a real one.",
    }),
  })
  .meta({ title: "What you could bear" });

export type CapacityAnswers = z.output<typeof capacityAnswers>;
