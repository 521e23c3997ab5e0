/**
 * What an execution may keep of one value: far more than any real result, and little enough to read and write at once.
 */
const limits = { depth: 200, bytes: 4 * 1024 * 1024 };

/**
 * Why a value cannot be kept, worded to follow "it"; null if it can. Only plain JSON comes back from the database as it
 * went in. Functions, dates, NaN and cyclic lists have no JSON. PostgreSQL refuses the null character and half of a
 * surrogate pair. Properties without a value are allowed, and JSON leaves them out.
 */
export function storageProblem(value: unknown): string | null {
  let bytes = 0;
  const visit = (at: unknown, depth: number): string | null => {
    bytes += 8;
    if (typeof at === "string") {
      bytes += at.length;
      return textProblem(at);
    }
    if (bytes > limits.bytes) return `is larger than ${limits.bytes / 1024 / 1024} MB`;
    if (at === null || typeof at === "boolean") return null;
    if (typeof at === "number") return Number.isFinite(at) ? null : `has a number that is ${at}`;
    if (typeof at !== "object") return `has a value of type ${typeof at}`;
    if (depth >= limits.depth) return "is nested too deeply or contains itself";
    if (Array.isArray(at)) return firstProblem(at, (item) => visit(item, depth + 1));
    if (!isPlain(at)) return "has a value that is no plain object";
    return firstProblem(Object.entries(at), ([key, item]) => {
      if (item === undefined) return null;
      bytes += key.length;
      return textProblem(key) ?? visit(item, depth + 1);
    });
  };
  const problem = visit(value, 0);
  return (
    problem ?? (bytes > limits.bytes ? `is larger than ${limits.bytes / 1024 / 1024} MB` : null)
  );
}

function firstProblem<T>(items: readonly T[], problemOf: (item: T) => string | null) {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== null) return problem;
  }
  return null;
}

function textProblem(text: string): string | null {
  return text.includes("\0") || !text.isWellFormed() ? "has a character that cannot be kept" : null;
}

/** The text without what PostgreSQL cannot keep. */
export function withoutUnstorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
