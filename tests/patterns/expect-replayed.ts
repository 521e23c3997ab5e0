import { isDeepStrictEqual } from "node:util";

import { expect } from "vitest";

/**
 * The log alone leads to the state that a run is in. The comparison that says what differs takes its time: thousands of
 * runs need it only where something does.
 */
export function expectReplayed(stored: unknown, replayed: unknown): void {
  if (!isDeepStrictEqual(stored, replayed)) expect(stored).toEqual(replayed);
}
