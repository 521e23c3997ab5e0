import { randomUUID } from "node:crypto";

/**
 * A new id for an execution: random, with the time in front (UUID version 7). So the rows of runs that are under way at
 * the same time are close together in every index.
 */
export function newExecutionId(now = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
