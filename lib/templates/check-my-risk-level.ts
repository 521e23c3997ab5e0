import { template } from "./template.ts";

/** How much risk fits a person, and where their answers disagree. */
export const checkMyRiskLevel = template(
  {
    estimatedMinutes: 5,
    level: "new",
    outcome: "Your risk level from 1 to 5, what decided it and where your answers disagree",
    haveReady: ["When you need the money", "How long you could live on your other savings"],
    aiUse: "The level is calculated. AI only explains it in words.",
    mode: "guided",
  },
  {
    id: "check-my-risk-level",
    name: "Check my risk level",
    description:
      "Nineteen short questions about what you would risk, could bear and have time for. The most careful of the three counts.",
    version: "1.0.0",
    category: "risk_assessment",
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
        config: { title: "Your answers point in different directions", button: "Continue" },
        when: "size(steps.risk.assessment.contradictions) > 0",
        inputs: { shown: "steps.risk.assessment.contradictions" },
        dependencies: ["risk"],
      },
      {
        id: "explain",
        name: "What your level means",
        type: "ai_generated",
        uses: "ai.write",
        aiPrompt:
          "Explain to the investor what their level of risk means, which of tolerance, capacity and time decided it, and what would change it.",
        dependencies: ["risk", "contradictions"],
        onError: "ask",
      },
    ],
    entryPoints: ["profile"],
    exitPoints: ["explain"],
    outputs: { assessment: "steps.risk.assessment" },
  },
);
