/** What must happen outside after a change. The runtime carries these out in the transaction that writes the events. */
export type Effect =
  /** Put an attempt of the step on the queue, at once or at `at` (epoch milliseconds). */
  | { type: "enqueue"; step: string; token: string; at: number | null }
  /** Send command `wake` at `at` (epoch milliseconds). */
  | { type: "wakeAt"; step: string; token: string; at: number }
  /** The drain was cut short; go on in a transaction of its own. */
  | { type: "continue" };
