import { isInstance, parseAddress } from "./address.ts";
import { iterationNamed } from "./compensation-part.ts";

/**
 * How people read the name of one instance of a step: "Review, 2 of 5"; and of the compensation of an earlier
 * iteration: "Undo: Order, round 1".
 */
export function instanceName(name: string, address: string, count: number): string {
  const { part } = parseAddress(address);
  if (part === null) return name;
  const iteration = iterationNamed(part);
  if (iteration !== null) return `${name}, round ${iteration}`;
  return isInstance(part) ? `${name}, ${Number(part) + 1} of ${count}` : name;
}
