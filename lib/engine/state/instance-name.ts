import { isInstance, parseAddress } from "./address.ts";
import { iterationNamed } from "./compensation-part.ts";

/**
 * How people read the name of one instance of a step: "Review, 2 of 5"; and of what makes up for an earlier round: "Undo:
 * Order, round 1".
 */
export function instanceName(name: string, address: string, count: number): string {
  const { part } = parseAddress(address);
  if (part === null) return name;
  const round = iterationNamed(part);
  if (round !== null) return `${name}, round ${round}`;
  return isInstance(part) ? `${name}, ${Number(part) + 1} of ${count}` : name;
}
