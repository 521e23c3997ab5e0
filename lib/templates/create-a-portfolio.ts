import { template } from "./template.ts";

const weights = "steps.optimise.allocation.weights.map(w, w.weight)";
const amounts = "steps.optimise.allocation.weights.map(w, w.amount)";

/** From what the money is for to a plan that a solver chose, explained, approved and saved. */
export const createAPortfolio = template(
  {
    estimatedMinutes: 10,
    level: "new",
    outcome:
      "A saved plan: how much to hold of each kind of investment, what could go wrong and why",
    haveReady: [
      "How much you want to invest, and how much you can add each month",
      "When you need the money",
      "How long you could live on your other savings",
    ],
    aiUse:
      "A solver chooses the weights. AI only explains them, from the plan's own figures. Without AI, built-in rules write the explanation.",
    mode: "guided",
  },
  {
    id: "create-a-portfolio",
    name: "Create a portfolio",
    description:
      "Answer questions about your goal and about risk, choose how your plan is built, and get weights from a solver with an explanation in plain English.",
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
        id: "risk_questions",
        name: "Risk questions",
        type: "data_collection",
        uses: "form.ask",
        config: { dataType: "risk-answers" },
        dependencies: ["profile"],
      },
      {
        id: "capacity",
        name: "What you could bear",
        type: "data_collection",
        uses: "form.ask",
        config: { dataType: "capacity-answers" },
        dependencies: ["risk_questions"],
      },
      {
        id: "risk",
        name: "Risk level",
        type: "analysis",
        uses: "risk.assess",
        dependencies: ["capacity"],
      },
      {
        id: "contradictions",
        name: "Answers that disagree",
        type: "user_interaction",
        uses: "review.confirm",
        description: "Shown only when answers point in different directions.",
        config: {
          title: "Your answers point in different directions",
          button: "Continue",
        },
        when: "size(steps.risk.assessment.contradictions) > 0",
        inputs: { shown: "steps.risk.assessment.contradictions" },
        dependencies: ["risk"],
      },
      {
        id: "suggestion",
        name: "Suggested framework",
        type: "decision",
        uses: "decision.choose",
        config: {
          rules: [
            {
              when: "steps.profile.answers.amount.amount < 5000",
              outcome: "few",
              because:
                "We suggest a few kinds of investments: small amounts are easier to keep in order.",
            },
            {
              when: "steps.risk.assessment.level == 1",
              outcome: "few",
              because:
                "We suggest a few kinds of investments: a careful plan is mostly cash and short bonds.",
            },
            {
              when: "true",
              outcome: "broad",
              because:
                "We suggest the broad mix: more kinds of investments spread the risk better.",
            },
          ],
        },
        dependencies: ["risk", "contradictions"],
      },
      {
        id: "framework",
        name: "How to build the plan",
        type: "decision",
        uses: "decision.ask",
        config: {
          question: "How should your plan be built?",
          hint: "You can change this later and compare",
          why: "The framework says which kinds of investments the solver may use. It decides how many positions you will look after.",
          gives: { name: "framework", type: "framework" },
          options: [
            {
              outcome: "broad",
              label: "Broad mix: shares, bonds, real estate, commodities and cash, 14 kinds in all",
              value: {
                id: "broad",
                name: "Broad mix",
                description: "All 14 kinds of investments, each within its usual limit.",
              },
            },
            {
              outcome: "few",
              label: "A few kinds: US and international shares, bonds, short Treasuries and cash",
              value: {
                id: "few",
                name: "A few kinds",
                description: "Five kinds of investments that are easy to buy and to keep in order.",
                assetClasses: ["us_large", "intl_dev", "us_agg", "short_treasury", "cash"],
              },
            },
            {
              outcome: "own",
              label: "My own limits: I choose the kinds and the most in each",
              value: {
                id: "own",
                name: "Own limits",
                description: "Kinds of investments and limits chosen by the person.",
              },
            },
          ],
        },
        dependencies: ["suggestion"],
      },
      {
        id: "limits",
        name: "Your limits",
        type: "data_collection",
        uses: "form.ask",
        config: { dataType: "plan-limits" },
        dependencies: [{ step: "framework", on: "own" }],
      },
      {
        id: "constraints",
        name: "Limits of the plan",
        type: "transformation",
        uses: "constraints.combine",
        dependencies: ["framework", "limits"],
      },
      {
        id: "optimise",
        name: "Choose weights",
        type: "analysis",
        uses: "portfolio.optimize",
        dependencies: ["constraints"],
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
              check: `abs(sum(${weights}) - 1.0) < 0.000001`,
              message: "The weights do not total 100%. Run the step before this one again.",
            },
            {
              id: "amount",
              label: "Amounts add up to what you invest",
              check: `abs(sum(${amounts}) - steps.profile.answers.amount.amount) < 0.005`,
              message:
                "The amounts do not add up to what you invest. Run the step before this one again.",
            },
            {
              id: "volatility",
              label: "Volatility is within your risk level",
              check:
                "steps.optimise.allocation.volatility <= steps.risk.assessment.targetVolatility + 0.000001",
              message: "The plan takes more risk than your answers allow.",
            },
            {
              id: "proof",
              label: "The solver proved its answer",
              check: "steps.optimise.allocation.certificate.dualityGap <= 0.000001",
              message: "The solver could not prove its answer.",
            },
            {
              id: "spread",
              label: "No kind of investment takes more than half",
              check: `max(${weights}) <= 0.5`,
              message: "More than half of the plan is in one kind of investment.",
              severity: "warning",
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
          "Explain to the investor why this mix fits their answers: what decided the level of risk, what the plan holds and why, and what a bad year could look like.",
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
