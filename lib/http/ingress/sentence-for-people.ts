const beginning = "What you sent";

/** A refusal of what somebody sent, by the beginning that all of them have; what went wrong comes after it. */
export function refusal(rest: string): string {
  return `${beginning} ${rest}`;
}

/**
 * The refusal that a page's script was answered with, or null for any other error: Next makes an error of it that has
 * the sentence as its message.
 */
export function refusalIn({ message }: Error): string | null {
  return message.startsWith(beginning) ? message : null;
}
