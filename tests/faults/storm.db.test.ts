import { expect, test } from "vitest";

import { storm } from "./storm.ts";

test("a hundred runs live through processes that are killed at random moments", async () => {
  expect(await storm({ runs: 100, seed: 20_261_125 })).toBe(100);
}, 600_000);
