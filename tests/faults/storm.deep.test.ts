import { test } from "vitest";

import { storm } from "./storm.ts";

test("a thousand runs live through processes that are killed at random moments", async () => {
  await storm({ runs: 1_000, seed: Date.now() });
}, 1_800_000);
