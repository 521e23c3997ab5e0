import { template } from "./template.ts";

/** A sum of money, put in at once or in twelve parts, by how careful the person is. */
export const investALumpSum = template(
  {
    estimatedMinutes: 4,
    level: "some",
    outcome: "A saved plan for the sum, and whether to put it in at once or over twelve months",
    haveReady: ["How much you want to invest", "When you need the money"],
    aiUse: "A solver chooses the weights. AI only explains them in words.",
    mode: "hybrid",
  },
  {
    id: "invest-a-lump-sum",
    name: "Spread a lump sum",
    description:
      "Five questions instead of twenty-four: your aim stands for your tolerance of risk. Careful plans are put in over twelve months.",
    version: "1.0.0",
    category: "portfolio_creation",
    steps: [
      {
        id: "profile",
        name: "About your money",
        type: "data_collection",
        uses: "form.ask",
        config: { dataType: "investor-profile" },
      },
      {
        id: "risk",
        name: "Risk level",
        type: "analysis",
        uses: "risk.assess",
        dependencies: ["profile"],
      },
      {
        id: "route",
        name: "How careful",
        type: "decision",
        uses: "decision.choose",
        config: {
          rules: [
            {
              when: "steps.risk.assessment.level <= 2",
              outcome: "careful",
              because: "With a careful plan, a fall soon after you start hurts most.",
            },
          ],
          otherwise: "at_once",
        },
        dependencies: ["risk"],
      },
      {
        id: "ladder",
        name: "Spread over 12 months",
        type: "transformation",
        uses: "data.transform",
        config: {
          outputs: {
            months: { type: "integer", value: "12" },
            monthly: {
              type: "money",
              value:
                '{"amount": round(steps.profile.answers.amount.amount / 12.0, 2), "currency": steps.profile.answers.amount.currency}',
            },
          },
        },
        dependencies: [{ step: "route", on: "careful" }],
      },
      {
        id: "optimise",
        name: "Choose weights",
        type: "analysis",
        uses: "portfolio.optimize",
        dependencies: ["route", "ladder"],
        retry: { maxAttempts: 3, backoffMs: 500 },
        onError: "ask",
      },
      {
        id: "checks",
        name: "Check the plan",
        type: "validation",
        uses: "data.validate",
        config: {
          rules: [
            {
              id: "total",
              label: "Weights total 100%",
              check:
                "abs(sum(steps.optimise.allocation.weights.map(w, w.weight)) - 1.0) < 0.000001",
              message: "The weights do not total 100%. Run the step before this one again.",
            },
          ],
        },
        dependencies: ["optimise"],
      },
      {
        id: "explain",
        name: "Why this mix",
        type: "ai_generated",
        uses: "ai.write",
        aiPrompt:
          "Explain to the investor why this mix fits a sum invested now, and what a bad first year could look like.",
        dependencies: ["checks"],
        onError: "ask",
      },
      {
        id: "approve",
        name: "Check and save",
        type: "user_interaction",
        uses: "review.confirm",
        config: { title: "Check your answers before you save this plan", button: "Save this plan" },
        dependencies: ["explain"],
      },
      {
        id: "save",
        name: "Save the plan",
        type: "integration",
        uses: "portfolio.save",
        dependencies: ["approve"],
        retry: { maxAttempts: 5, backoffMs: 500 },
        onError: "ask",
      },
    ],
    entryPoints: ["profile"],
    exitPoints: ["save"],
  },
);
