import { randomUUID } from "node:crypto";

/**
 * A new id for an execution: random, with the time in front (UUID version 7), so that the rows of runs that go on at the
 * same time lie together in every index.
 */
export function newExecutionId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
