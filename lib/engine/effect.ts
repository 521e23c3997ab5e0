/** What must happen outside after a change. The runtime carries these out in the transaction that writes the events. */
export type Effect =
  /** Put the step's current attempt on the queue. */
  | { type: "enqueue"; step: string; token: string }
  /** Bring the step back at `at` (epoch milliseconds) with command `wake`. */
  | { type: "wakeAt"; step: string; token: string; at: number }
  /** The drain was cut short; go on in a transaction of its own. */
  | { type: "continue" };
