import type { QuickFix } from "./quick-fix.ts";

/**
 * The codes of all diagnostics that a definition can have. They are stable: screens, the API and the generator's
 * repairs depend on them.
 */
export const diagnosticCodes = [
  "structure",
  "duplicate_step",
  "unknown_operation",
  "wrong_step_type",
  "config",
  "unknown_workflow",
  "useless_deadline",
  "useless_retry",
  "compensation",
  "window",
  "unknown_data_type",
  "unknown_dependency",
  "self_dependency",
  "duplicate_dependency",
  "unknown_outcome",
  "cycle",
  "outside_loop",
  "not_a_loop",
  "endless_loop",
  "unchanging_loop",
  "unknown_cancel",
  "useless_cancel",
  "lone_member",
  "instances",
  "entry_point",
  "exit_point",
  "expression",
  "not_before",
  "unknown_input",
  "missing_input",
  "ambiguous_input",
  "type_clash",
  "not_on_every_path",
  "dead_step",
  "impossible_join",
  "starving_join",
  "not_exhaustive",
  "dead_end",
  "too_large_to_prove",
] as const;

export type DiagnosticCode = (typeof diagnosticCodes)[number];

/**
 * What validation says about a definition. A definition with an error never runs. A warning is shown and stops nobody.
 */
export type Diagnostic = {
  readonly severity: "error" | "warning";
  readonly code: DiagnosticCode;
  /** Where in the document: `["steps", 2, "dependencies", 0, "step"]`. */
  readonly path: readonly (string | number)[];
  /** The ids of the steps it is about. */
  readonly steps: readonly string[];
  /** One sentence for an author: what is wrong and what to do. */
  readonly message: string;
  readonly fix?: QuickFix;
};
