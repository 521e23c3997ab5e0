/** `steps 3 › dependencies 1`: lists are counted from 1, as people do. Empty for a whole document. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((name) => (typeof name === "number" ? ` ${name + 1}` : ` › ${String(name)}`))
    .join("")
    .replace(/^ › /u, "")
    .trim();
}
