/**
 * What must happen outside after a change. The runtime processes these effects in the transaction that writes the
 * events.
 */
export type Effect =
  /** Put an attempt of the step on the queue, at once or at `at` (epoch milliseconds). */
  | { type: "enqueue"; step: string; token: string; at: number | null }
  /** Send command `wake` at `at` (epoch milliseconds). */
  | { type: "wakeAt"; step: string; token: string; at: number }
  /**
   * Synchronize the child run of a step with the step, at once or at `at`: start it, pause or resume it with this
   * execution, or cancel it when the step no longer needs it. `token` is its id.
   */
  | { type: "child"; step: string; token: string; at: number | null }
  /** Send command `deadline` at `at` (epoch milliseconds). Without a step it is the deadline of the execution. */
  | { type: "deadline"; step: string | null; at: number }
  /** The drain was cut short. Continue it in a transaction of its own. */
  | { type: "continue" };
