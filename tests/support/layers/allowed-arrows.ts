/**
 * Who may import whom, lower folders first: a folder may import what its own row names, and whatever that may import. A
 * row can only name folders of earlier rows, so arrows point down by construction. A new area is one new row.
 */
export const rows: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  ["lib/engine/value", []],
  // errors, environment, log: what every folder above may import
  ["lib/logging", []],
  ["lib", ["lib/engine/value", "lib/logging"]],

  ["lib/engine/definition", ["lib/engine/value"]],
  ["lib/engine/expression", ["lib/engine/definition"]],
  ["lib/engine/patch", ["lib/engine/definition"]],
  ["lib/engine/plan", ["lib/engine/expression"]],
  ["lib/engine/proof", ["lib/engine/definition"]],
  ["lib/engine/definedness", ["lib/engine/expression", "lib/engine/proof"]],
  ["lib/engine/validate", ["lib/engine/plan", "lib/engine/definedness"]],
  ["lib/engine/state", ["lib/engine/plan", "lib/engine/patch"]],
  ["lib/engine/turn", ["lib/engine/state"]],
  ["lib/engine/drain", ["lib/engine/turn"]],
  ["lib/engine/decide", ["lib/engine/drain"]],
  ["lib/engine", ["lib/engine/decide"]],
  ["lib/engine/simulate", ["lib/engine"]],

  ["lib/finance", []],
  ["lib/finance/linear", ["lib/finance"]],
  ["lib/finance/solver", ["lib/finance/linear"]],
  ["lib/finance/optimize", ["lib/finance/solver"]],
  ["lib/finance/scenario", ["lib/finance/optimize"]],
  ["lib/finance/risk-parity", ["lib/finance/solver"]],
  ["lib/finance/estimate", ["lib/finance/solver"]],
  ["lib/finance/hierarchical", ["lib/finance/estimate", "lib/finance/scenario"]],
  ["lib/finance/trade", ["lib/finance/solver"]],
  ["lib/finance/outlook", ["lib/finance/estimate", "lib/finance/trade"]],

  ["lib/money", []],
  ["lib/form", []],
  ["lib/data-types", []],
  [
    "lib/calculation",
    ["lib/finance/optimize", "lib/finance/scenario", "lib/finance/outlook", "lib"],
  ],

  ["db/embedded", ["lib"]],
  ["db", ["db/embedded"]],
  ["db/schema", []],
  ["db/queries/people", ["db", "db/schema"]],
  ["db/queries/ai", ["db", "db/schema"]],
  ["db/queries/definitions", ["db", "db/schema"]],
  ["db/queries/jobs", ["db", "db/schema"]],
  ["db/queries/executions", ["db/queries/definitions", "db/queries/jobs"]],
  ["db/queries/portfolios", ["db", "db/schema"]],
  ["db/queries/mail", ["db", "db/schema"]],
  ["db/queries/audit", ["db", "db/schema"]],

  ["lib/ai/grounding", ["lib/data-types", "lib/money"]],
  ["lib/ai/model", ["lib/ai/grounding", "db/queries/ai"]],
  ["lib/ai/explain", ["lib/ai/model"]],

  ["lib/mail", []],
  ["lib/audit", ["db/queries/audit"]],
  ["lib/auth", ["db/queries/people"]],
  ["lib/auth/accounts", ["lib/auth", "lib/audit"]],
  ["lib/auth/credentials", ["lib/auth/accounts"]],
  ["lib/auth/mail-links", ["lib/auth/credentials", "lib/mail", "db/queries/mail"]],
  ["lib/auth/sessions", ["lib/auth/mail-links"]],
  ["lib/auth/tokens", ["lib/auth/sessions"]],
  ["lib/auth/access", ["lib/auth/tokens"]],

  ["lib/portfolio", ["lib/ai/explain", "lib/calculation"]],
  ["lib/portfolio/import/bounds", []],
  ["lib/portfolio/import/cells", []],
  ["lib/portfolio/import/table", ["lib/portfolio/import/bounds", "lib/portfolio/import/cells"]],
  ["lib/portfolio/import/file", ["lib/portfolio/import/table"]],
  ["lib/portfolio/import/reading", ["lib/portfolio/import/table", "lib/data-types"]],
  ["lib/portfolio/import/lines", ["lib/portfolio/import/reading"]],
  ["lib/portfolio/import", ["lib/portfolio/import/file", "lib/portfolio/import/lines"]],

  ["lib/steps/contract", ["lib/data-types", "lib/form", "db"]],
  ["lib/steps/ai_generated", ["lib/steps/contract", "lib/ai/explain"]],
  ["lib/steps/analysis", ["lib/steps/contract", "lib/portfolio"]],
  ["lib/steps/data_collection", ["lib/steps/contract", "lib/portfolio/import"]],
  ["lib/steps/decision", ["lib/steps/contract"]],
  ["lib/steps/integration/http", ["lib/data-types", "lib"]],
  [
    "lib/steps/integration",
    ["lib/steps/contract", "lib/steps/integration/http", "lib/portfolio", "db/queries/portfolios"],
  ],
  ["lib/steps/transformation", ["lib/steps/contract"]],
  ["lib/steps/user_interaction", ["lib/steps/contract"]],
  ["lib/steps/validation", ["lib/steps/contract"]],
  [
    "lib/steps",
    [
      "lib/steps/ai_generated",
      "lib/steps/analysis",
      "lib/steps/data_collection",
      "lib/steps/decision",
      "lib/steps/integration",
      "lib/steps/transformation",
      "lib/steps/user_interaction",
      "lib/steps/validation",
    ],
  ],
  ["lib/templates", ["lib/steps", "lib/engine/validate", "db/queries/definitions"]],

  ["lib/runtime/store", ["lib/engine", "db/queries/executions", "db/queries/jobs"]],
  ["lib/runtime/forms", ["lib/engine", "lib/form"]],
  ["lib/runtime/streams", ["db/queries/executions"]],
  ["lib/runtime/commands", ["lib/runtime/store", "lib/runtime/forms"]],
  ["lib/runtime/progress", ["lib/runtime/store", "lib/runtime/forms"]],
  ["lib/runtime/replay", ["lib/runtime/store", "lib/runtime/forms"]],
  ["lib/runtime/ai-steps", ["lib/runtime/store", "lib/runtime/forms"]],
  [
    "lib/runtime/executions",
    ["lib/runtime/commands", "lib/runtime/progress", "lib/runtime/replay"],
  ],
  ["lib/runtime/compare", ["lib/runtime/progress", "lib/runtime/replay", "lib/money"]],
  ["lib/runtime/adapt", ["lib/runtime/executions"]],
  ["lib/runtime/schedules", ["lib/runtime/executions"]],
  ["lib/runtime/recovery", ["lib/runtime/executions"]],
  [
    "lib/runtime/jobs",
    ["lib/runtime/schedules", "lib/runtime/recovery", "lib/runtime/streams", "lib/runtime/adapt"],
  ],

  ["lib/http/ingress", ["lib/auth"]],
  ["lib/http", ["lib/runtime/adapt", "lib/runtime/jobs", "lib/auth/access"]],
];

/** Open to every folder of `lib` and `db` beside its own row, but to the pure ones. So are all types of the engine. */
export const openToAll: readonly string[] = ["lib/engine/value", "lib/logging", "lib", "db"];

/** Pure folders: no clock, no randomness, no outside. They import nothing that is open to all but values. */
export const pure: readonly string[] = ["lib/engine", "lib/finance"];

/**
 * Arrows beside the table, each with its reason. They point down like the others: the test for circles sees them too.
 */
export const exceptions: readonly (readonly [from: string, to: string, reason: string])[] = [
  ["lib/data-types", "lib/finance/estimate", "an asset class is one that the assumptions know"],
  ["lib/ai/grounding", "lib/finance/outlook", "facts tell what a plan may bring"],
  [
    "db/queries/executions",
    "lib/engine/state",
    "a step is stored and read by its address and its statuses",
  ],
  ["lib/runtime/streams", "lib/engine/state", "a stream ends with the run it tells of"],
  ["lib/steps", "lib/engine/plan", "the ports of a child workflow are those of its definition"],
  ["lib/runtime/progress", "lib/data-types", "a result of a run is found by its data type"],
  ["lib/runtime/compare", "lib/data-types", "two plans are compared by the types of their values"],
  ["lib/steps/integration", "lib/steps/analysis", "a plan is saved with what the solver was asked"],
  ["lib/portfolio", "lib/finance/estimate", "a plan is optimised by the published assumptions"],
  ["lib/portfolio", "lib/finance/optimize", "the types of a problem and its answer"],
  ["lib/steps/transformation", "lib/finance/estimate", "limits are said of the asset classes"],
  ["lib/runtime/store", "lib/steps", "a stored definition is compiled with the step library"],
  [
    "lib/runtime/forms",
    "lib/portfolio/import",
    "a file that is being read is part of a step's draft",
  ],
  ["lib/runtime/forms", "db/queries/executions", "drafts are kept by run and step"],
  ["lib/runtime/executions", "lib/portfolio/import", "what was read is kept as the answer"],
  ["lib/runtime/forms", "lib/steps", "a step's form is what its operation asks for"],
  ["lib/runtime/commands", "lib/steps", "inline steps are calculated in the turn"],
  ["lib/runtime/ai-steps", "lib/steps", "a text is written by the operation that wrote it first"],
  ["lib/runtime/ai-steps", "lib/auth", "questions of one person are limited in number"],
  ["lib/runtime/adapt", "lib/steps", "a changed definition is checked with the step library"],
  ["lib/runtime/adapt", "lib/engine/validate", "nothing may run that was not proved"],
  [
    "lib/runtime/streams",
    "lib/ai/explain",
    "a text is followed in the pieces that its writer sends",
  ],
  ["lib/runtime/streams", "lib/data-types", "the result at the end is read by its data type"],
  [
    "lib/runtime/jobs",
    "lib/auth/mail-links",
    "a worker sends mail, and deletes guests who never came back",
  ],
  ["lib/runtime/schedules", "lib/audit", "a deleted schedule is noted"],
  ["lib/runtime/schedules", "lib/auth", "schedules of suspended people start nothing"],
  ["lib/runtime/jobs", "lib/steps", "a worker runs the operations of the step library"],
];
