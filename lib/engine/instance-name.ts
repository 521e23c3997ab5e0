import { isInstance, placeOf } from "./address.ts";

/** How people read the name of one instance of a step: "Review, 2 of 5". Other parts are called as the step is. */
export function instanceName(name: string, address: string, count: number): string {
  const { part } = placeOf(address);
  return part !== null && isInstance(part) ? `${name}, ${Number(part) + 1} of ${count}` : name;
}
