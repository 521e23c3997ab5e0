/** `If A says x, B follows`; a case without conditions needs no "if". */
export function sentence(when: string, consequence: string): string {
  return when === ""
    ? `${consequence.charAt(0).toUpperCase()}${consequence.slice(1)}`
    : `${when}, ${consequence}`;
}

/** `A`, `A and B`, `A, B and C`. */
export function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
