import { beforeEach } from "vitest";

const kept = globalThis as typeof globalThis & { workflowsRepeats?: object };

/** What one test has had logged is no repetition in the next. */
beforeEach(() => {
  delete kept.workflowsRepeats;
});
