import { expect, test } from "vitest";

import { onShutdown, shutDown } from "./shutdown.ts";

test("does everything once, whatever fails", async () => {
  const done: string[] = [];
  onShutdown(async () => {
    throw new Error("cannot close");
  });
  onShutdown(async () => void done.push("worker"));
  await shutDown();
  await shutDown();
  expect(done).toEqual(["worker"]);
});
