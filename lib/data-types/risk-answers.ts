import { z } from "zod";

/** One question: its options in the order shown, each with the answer's points. */
type Item = {
  readonly title: string;
  readonly short: string;
  readonly hint?: string;
  readonly options: readonly (readonly [value: string, label: string, points: number])[];
};

const item = <const T extends Item>(question: T) => question;

/**
 * Thirteen questions on how much risk a person would take, in our own words. What each asks about and its points follow
 * the published 13-item scale (Grable & Lytton 1999; Kuzniak et al. 2015).
 */
export const riskQuestions = {
  q1: item({
    title: "How would people who know you well describe you with money?",
    short: "How others see you",
    options: [
      ["bold", "Someone who likes to take a chance", 4],
      ["considered", "Someone who takes a risk after looking into it", 3],
      ["careful", "Someone who is careful", 2],
      ["avoids", "Someone who keeps away from risk", 1],
    ],
  }),
  q2: item({
    title: "You win a prize and may pick how it is paid. Which do you pick?",
    short: "Picking a prize",
    options: [
      ["sure", "$2,000, for certain", 1],
      ["half", "A 1 in 2 chance of $8,000", 2],
      ["quarter", "A 1 in 4 chance of $20,000", 3],
      ["slim", "A 1 in 20 chance of $150,000", 4],
    ],
  }),
  q3: item({
    title:
      "You are about to pay for new furniture when your employer ends your contract. What do you do?",
    short: "A planned purchase after a setback",
    options: [
      ["cancel", "Buy nothing", 1],
      ["less", "Buy something cheaper", 2],
      ["same", "Buy what I planned", 3],
      ["more", "Buy something better, while I still can", 4],
    ],
  }),
  q4: item({
    title: "A relative gives you $15,000 to put away. Where does it go?",
    short: "An unexpected $15,000",
    options: [
      ["bank", "An insured savings account", 1],
      ["bonds", "Good-quality bonds or a bond fund", 2],
      ["shares", "Shares or a share fund", 3],
    ],
  }),
  q5: item({
    title: "How at ease are you with owning shares or share funds?",
    short: "Owning shares",
    options: [
      ["not", "Not at ease", 1],
      ["fairly", "Fairly at ease", 2],
      ["very", "Very much at ease", 3],
    ],
  }),
  q6: item({
    title: "Which word comes to your mind first when you hear “risk”?",
    short: "The word “risk”",
    options: [
      ["loss", "Loss", 1],
      ["doubt", "Doubt", 2],
      ["chance", "Chance", 3],
      ["excitement", "Excitement", 4],
    ],
  }),
  q7: item({
    title:
      "Your savings are in government bonds. Many expect land and raw materials to rise and bonds to fall. What do you do?",
    short: "When forecasts favour something riskier",
    options: [
      ["keep", "Keep the bonds", 1],
      ["half", "Sell them, keep half as cash and put half into land and raw materials", 2],
      ["all", "Sell them and put everything into land and raw materials", 3],
      ["borrow", "Do that, and borrow to buy more", 4],
    ],
  }),
  q8: item({
    title: "Four investments run for one year. Which suits you best?",
    short: "Best and worst case",
    options: [
      ["none", "Best case a gain of $300, worst case no loss", 1],
      ["small", "Best case a gain of $1,000, worst case a loss of $250", 2],
      ["medium", "Best case a gain of $3,000, worst case a loss of $1,000", 3],
      ["large", "Best case a gain of $6,000, worst case a loss of $3,000", 4],
    ],
  }),
  q9: item({
    title: "You have just been given $2,000. Which do you choose on top of it?",
    short: "A sure gain or a chance",
    options: [
      ["sure", "A further $1,000, for certain", 1],
      ["chance", "A 1 in 2 chance of a further $2,000, else nothing", 3],
    ],
  }),
  q10: item({
    title: "You have just been given $4,000, but must choose one of these. Which?",
    short: "A sure loss or a chance",
    options: [
      ["sure", "Give back $1,000, for certain", 1],
      ["chance", "A 1 in 2 chance of giving back $2,000, else nothing", 3],
    ],
  }),
  q11: item({
    title: "You inherit $80,000 and must put all of it into one of these. Which?",
    short: "All of an inheritance",
    options: [
      ["savings", "A savings account or money market fund", 1],
      ["mixed", "A fund that holds shares and bonds", 2],
      ["shares", "Shares of 20 companies", 3],
      ["materials", "Raw materials such as metals and oil", 4],
    ],
  }),
  q12: item({
    title: "You have $10,000 to divide. Which mix would you choose?",
    short: "Dividing $10,000",
    options: [
      ["mostly_low", "60% low risk, 30% medium risk, 10% high risk", 1],
      ["even", "30% low risk, 40% medium risk, 30% high risk", 2],
      ["mostly_high", "10% low risk, 40% medium risk, 50% high risk", 3],
    ],
  }),
  q13: item({
    title:
      "A friend with a good record starts a company. It could return 40 times your money, or nothing, and the odds of success are 1 in 5. How much would you put in?",
    short: "A friend’s new company",
    options: [
      ["nothing", "Nothing", 1],
      ["one_month", "One month’s pay", 2],
      ["three_months", "Three months’ pay", 3],
      ["six_months", "Six months’ pay", 4],
    ],
  }),
} as const;

export const riskQuestionIds = [
  ...(["q1", "q2", "q3", "q4", "q5", "q6", "q7"] as const),
  ...(["q8", "q9", "q10", "q11", "q12", "q13"] as const),
] as const satisfies readonly (keyof typeof riskQuestions)[];

type ValueOf<T extends Item> = T["options"][number][0];

/** The question as a schema: its answers' values, and what its page shows. */
function answer<const T extends Item>({ title, short, options }: T) {
  const values: ValueOf<T>[] = options.map(([value]) => value);
  return z.enum(values).meta({
    title,
    "x-name": short,
    "x-labels": Object.fromEntries(options.map(([value, label]) => [value, label])),
  });
}

export const riskAnswers = z
  .strictObject({
    q1: answer(riskQuestions.q1),
    q2: answer(riskQuestions.q2),
    q3: answer(riskQuestions.q3),
    q4: answer(riskQuestions.q4),
    q5: answer(riskQuestions.q5),
    q6: answer(riskQuestions.q6),
    q7: answer(riskQuestions.q7),
    q8: answer(riskQuestions.q8),
    q9: answer(riskQuestions.q9),
    q10: answer(riskQuestions.q10),
    q11: answer(riskQuestions.q11),
    q12: answer(riskQuestions.q12),
    q13: answer(riskQuestions.q13),
  })
  .meta({ title: "Risk questions" });

export type RiskAnswers = z.output<typeof riskAnswers>;
