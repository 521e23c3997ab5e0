/** Step ids have no `$`, so that an address is read in one way only. */
const separator = "$";

/** The address of a step or of one of its parts, as commands, events and jobs name it: `review`, `review$2`. */
export function addressOf(step: string, part: string | null): string {
  return part === null ? step : `${step}${separator}${part}`;
}

/** The step and the part that an address names. Neither needs to exist. */
export function parseAddress(address: string): {
  readonly step: string;
  readonly part: string | null;
} {
  const at = address.indexOf(separator);
  if (at < 0) return { step: address, part: null };
  return { step: address.slice(0, at), part: address.slice(at + 1) };
}

/** Whether a part is an instance. Instances are numbered, other parts have a name. */
export function isInstance(part: string): boolean {
  return part.charCodeAt(0) <= 57;
}
