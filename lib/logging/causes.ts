/** Longer than any chain that is not a circle. */
const longest = 20;

/**
 * An error and everything that is said to have caused it, next-auth's `{ err }` and the parts of a joint error
 * included.
 */
export function causesOf(error: unknown): Error[] {
  const found = new Set<Error>();
  const visit = (at: unknown): void => {
    if (typeof at !== "object" || at === null || found.size >= longest) return;
    if (at instanceof Error) {
      if (found.has(at)) return;
      found.add(at);
      visit(at.cause);
      if (at instanceof AggregateError) for (const part of at.errors) visit(part);
    } else if ("err" in at) visit(at.err);
  };
  visit(error);
  return [...found];
}

/** The error's code, such as `ECONNREFUSED` or PostgreSQL's `23505`. */
export function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether this is the failure that the system calls so. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && codeOf(error) === code;
}
