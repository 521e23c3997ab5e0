import { expect, test } from "vitest";

import { queueUrl } from "./queue-options.ts";

const optionsIn = (url: string) => new URL(queueUrl(url)).searchParams.get("options");

test("the queue's connections do not wait for the disk, and keep what the address says besides", () => {
  expect(optionsIn("postgres://me:secret@db:5433/plans")).toBe("-c synchronous_commit=off");
  const url = "postgres://me@db/plans?sslmode=require&options=-c%20search_path%3Dapp";
  expect(optionsIn(url)).toBe("-c search_path=app -c synchronous_commit=off");
  expect(queueUrl(url)).toContain("sslmode=require");
  expect(queueUrl("postgres://me:secret@db:5433/plans")).toContain("me:secret@db:5433/plans");
});
