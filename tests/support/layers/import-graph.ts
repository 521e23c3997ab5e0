import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** The root of the checkout. */
export const root = join(import.meta.dirname, "../../..");

/** One import of one project file by another, as paths from the root. Those of types alone count for circles too. */
export type Import = { readonly from: string; readonly to: string; readonly isOfTypes: boolean };

const specifier =
  /(?:\b(?<types>(?:import|export) type)\b[^"';]*|\bfrom|\bimport)\s*\(?\s*"(?<name>(?:\.{1,2}\/|#(?:app|components|db|lib|scripts|tests)\/)[^"]+)"/gu;

/** Every import that the text of one file makes of another file of the project. */
export function importsIn(file: string, text: string): Import[] {
  return [...text.matchAll(specifier)].map(({ groups }) => {
    const name = groups?.["name"] ?? "";
    return {
      from: file,
      to: name.startsWith("#") ? name.slice(1) : posix.join(posix.dirname(file), name),
      isOfTypes: groups?.["types"] !== undefined,
    };
  });
}

/** The sources under a folder of the checkout, without its tests, as paths from the root. */
export function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/u.test(entry.name))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
    .filter((path) => !/\.(?:test|spec|d)\.tsx?$/u.test(path))
    .toSorted();
}

/** Every import between the sources of the product. */
export function readImports(): Import[] {
  return ["app", "components", "db", "lib"]
    .flatMap(sourcesUnder)
    .flatMap((file) => importsIn(file, readFileSync(join(root, file), "utf8")));
}

/** The same imports between folders, each once, without those inside a folder: of types alone where all of them are. */
export function betweenFolders(imports: readonly Import[]): Import[] {
  const arrows = new Map<string, Import>();
  for (const { from: file, to: imported, isOfTypes } of imports) {
    const [from, to] = [dirname(file), dirname(imported)];
    if (from === to) continue;
    const known = arrows.get(`${from} ${to}`);
    arrows.set(`${from} ${to}`, { from, to, isOfTypes: isOfTypes && (known?.isOfTypes ?? true) });
  }
  return [...arrows.values()];
}

/**
 * One circle of imports for each group of nodes that lead to each other, as the path around it; empty where there is
 * none. A depth-first search: an import of a node that is still on the way there closes a circle. O(nodes + imports).
 */
export function circles(imports: readonly Omit<Import, "isOfTypes">[]): string[][] {
  const imported = new Map<string, string[]>();
  for (const { from, to } of imports) imported.set(from, [...(imported.get(from) ?? []), to]);
  const found: string[][] = [];
  const seen = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): void => {
    if (way.includes(node)) {
      found.push([...way.slice(way.indexOf(node)), node]);
      return;
    }
    if (seen.has(node)) return;
    seen.add(node);
    way.push(node);
    for (const next of imported.get(node) ?? []) visit(next);
    way.pop();
  };
  for (const node of imported.keys()) visit(node);
  return found;
}
