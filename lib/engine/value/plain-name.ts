const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Whether people may give something this name. Names that every object of the language has, such as `constructor`, are
 * not for them: looked up by name, a thing that is not there would seem to be there.
 */
export function isPlainName(name: string): boolean {
  return !inherited.has(name);
}

/** What to tell whoever chose a name that is not plain. */
export const notPlain =
  "This name is kept for the language that workflows run in, like constructor and toString. Choose another.";

/**
 * Where a document has a field named `__proto__`, as the path to it; null where it has none. Readers of documents leave
 * such a field out without a word, so it has to be looked for before.
 */
export function findProtoField(
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (string | number)[] | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (name === "__proto__") return at;
    const found = typeof inner === "object" ? findProtoField(inner, at) : null;
    if (found) return found;
  }
  return null;
}
