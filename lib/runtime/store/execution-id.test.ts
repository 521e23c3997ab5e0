import { expect, test } from "vitest";
import { z } from "zod";

import { newExecutionId } from "./execution-id.ts";

test("an id is a UUID of version 7 that says when it was made, and no two are the same", () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => newExecutionId(1_700_000_000_000 + at));
  expect(ids.filter((id) => !z.uuidv7().safeParse(id).success)).toEqual([]);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1_000 }, () => newExecutionId(5))).size).toBe(1_000);
});
