import { template } from "./template.ts";

/** A broker's table of holdings, checked for the usual weak spots. */
export const checkMyHoldings = template(
  {
    estimatedMinutes: 3,
    level: "some",
    outcome: "What you hold in one table, and which of five simple checks it does not pass",
    haveReady: ["The CSV or .xlsx file of your holdings, which your broker lets you download"],
    aiUse: "None",
    mode: "self-service",
  },
  {
    id: "check-my-holdings",
    name: "Import and check my holdings",
    description:
      "Reads your broker's export, shows what was read before it is kept, and checks how spread out it is.",
    version: "1.0.0",
    category: "portfolio_review",
    steps: [
      {
        id: "holdings",
        name: "Your holdings",
        type: "data_collection",
        uses: "holdings.import",
      },
      {
        id: "figures",
        name: "Add up",
        type: "transformation",
        uses: "data.transform",
        config: {
          outputs: {
            total: { type: "number", value: "sum(steps.holdings.holdings.map(h, h.value))" },
            largest: { type: "number", value: "max(steps.holdings.holdings.map(h, h.value))" },
            count: { type: "integer", value: "size(steps.holdings.holdings)" },
          },
        },
        dependencies: ["holdings"],
      },
      {
        id: "checks",
        name: "Check the spread",
        type: "validation",
        uses: "data.validate",
        config: {
          onProblem: "report",
          rules: [
            {
              id: "worth",
              label: "Your holdings are worth more than you owe",
              check: "steps.figures.total > 0",
              message: "Your holdings are worth less than you owe on them.",
            },
            {
              id: "count",
              label: "You hold at least three investments",
              check: "steps.figures.count >= 3",
              message:
                "You hold fewer than three investments. One bad year in one of them decides your result.",
            },
            {
              id: "largest",
              label: "No investment takes more than 40%",
              check: "steps.figures.largest <= 0.4 * steps.figures.total",
              message: "One investment takes more than 40% of what you hold.",
            },
            {
              id: "short",
              label: "You owe no investment",
              check: "steps.holdings.holdings.all(h, h.quantity >= 0)",
              message: "You have sold an investment that you do not own. Its loss has no limit.",
            },
            {
              id: "currency",
              label: "All amounts are in one currency",
              check:
                "steps.holdings.holdings.all(h, h.currency == steps.holdings.holdings[0].currency)",
              message: "Amounts are in several currencies and were added up as they are.",
              severity: "warning",
            },
          ],
        },
        dependencies: ["figures"],
      },
      {
        id: "found",
        name: "What we found",
        type: "user_interaction",
        uses: "review.confirm",
        config: { title: "Some checks did not pass", button: "Done" },
        inputs: {
          shown: "steps.checks.report.checks.filter(c, !c.passed).map(c, c.message)",
        },
        dependencies: [{ step: "checks", on: "problems" }],
      },
      {
        id: "fine",
        name: "Nothing found",
        type: "user_interaction",
        uses: "review.confirm",
        config: { title: "Your holdings pass every check", button: "Done" },
        inputs: {
          shown: "steps.checks.report.checks.map(c, c.message + '.')",
        },
        dependencies: [{ step: "checks", on: "passed" }],
      },
    ],
    entryPoints: ["holdings"],
    exitPoints: ["found", "fine"],
    outputs: { report: "steps.checks.report" },
  },
);
