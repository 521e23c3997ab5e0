import { expect, test } from "vitest";

import { storm } from "./storm.ts";

test("a thousand runs live through processes that are killed at random moments", async () => {
  expect(await storm({ runs: 1_000, seed: Date.now() })).toBe(1_000);
}, 1_800_000);
