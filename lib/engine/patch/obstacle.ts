/** Why a change cannot be made, apart from mistakes in the definition that it leads to. */
export type Obstacle = {
  readonly code:
    | "unknown_step"
    | "duplicate_step"
    | "nothing_changes"
    | "has_happened"
    | "race_decided"
    | "failure_led_on"
    | "other_workflow"
    | "inputs_differ"
    | "nothing_to_undo";
  /** The ids of the steps it is about. */
  readonly steps: readonly string[];
  /** One sentence for the person who wants the change. */
  readonly message: string;
};
