import { expect, test } from "vitest";

import { runReference } from "./run-reference.ts";

test.each([
  ["01980000-0000-7000-8000-000000000000", "RUN-0000"],
  ["01980000-0000-7000-8000-0000000fffff", "RUN-ZZZZ"],
  ["01980000-0000-7000-8000-00000003bc73", "RUN-7F3K"],
])("%s is quoted as %s", (id, reference) => {
  expect(runReference(id)).toBe(reference);
});
