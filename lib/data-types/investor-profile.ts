import { z } from "zod";

/** The assumptions behind every calculation are in US dollars, so amounts in a profile are too. */
const dollars = (maximum: number) =>
  z.strictObject({ amount: z.number().min(0).max(maximum), currency: z.enum(["USD"]) });

/** What the money is for, how much there is and when it is needed: the start of most workflows. */
export const investorProfile = z
  .strictObject({
    goal: z.enum(["retirement", "home", "education", "wealth", "reserve", "other"]).meta({
      title: "What is this money for?",
      "x-name": "Goal",
      "x-labels": {
        retirement: "Retirement",
        home: "A home",
        education: "Education",
        wealth: "Growing what I have",
        reserve: "A reserve for later",
        other: "Something else",
      },
      "x-why":
        "The goal is named in your plan and its explanation. It does not change the calculation.",
    }),
    amount: dollars(1e9).meta({
      title: "How much do you want to invest now?",
      "x-name": "Amount to invest",
      "x-hint": "In US dollars, without money you need for bills or emergencies",
      "x-dataType": "money",
      "x-why": "Amounts and possible losses in your plan are shown in money as well as in percent.",
    }),
    monthlySaving: dollars(1e7).meta({
      title: "How much can you add each month?",
      "x-name": "Monthly saving",
      "x-hint": "In US dollars, enter 0 if you do not plan to add money",
      "x-dataType": "money",
      "x-why":
        "Regular saving is part of the projection of where the plan may lead. There it rises with inflation every year, so enter what you can add today.",
    }),
    horizonYears: z.int().min(1).max(60).meta({
      title: "How long until you need this money?",
      "x-name": "Years until you need the money",
      "x-hint": "We use this to limit how much can go into shares",
      "x-unit": "years",
      "x-why":
        "Shares can fall for several years in a row. The sooner you need the money, the less time there is to wait for them to recover.",
    }),
    aim: z.enum(["steady", "balanced", "growth"]).meta({
      title: "What should this money do for you?",
      "x-name": "What you want",
      "x-labels": {
        steady: "Hold its value, even if it grows little",
        balanced: "Grow, with falls that stay moderate",
        growth: "High growth, even if it falls sharply at times",
      },
      "x-why":
        "We compare this with your answers about risk, and tell you where they point in different directions.",
    }),
  })
  .meta({ title: "About your money" });

export type InvestorProfile = z.output<typeof investorProfile>;
