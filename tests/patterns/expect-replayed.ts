import { isDeepStrictEqual } from "node:util";

import { expect } from "vitest";

/**
 * Checks that the log alone leads to the state of a run. The detailed comparison is slow, so it runs only where
 * something differs.
 */
export function expectReplayed(stored: unknown, replayed: unknown): void {
  if (!isDeepStrictEqual(stored, replayed)) expect(stored).toEqual(replayed);
}
