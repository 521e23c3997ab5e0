import { isNode, LineCounter, parseDocument } from "yaml";

type Path = readonly (string | number)[];

/** Longer files are not read a second time for it. */
const longest = 2_000_000;

/** Where in a file something stands: by its path, or by the nearest place around it. Empty where that is not known. */
export function placesIn(text: string): (path: Path) => string {
  if (text.length > longest) return () => "";
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const start = isNode(node) ? node.range?.[0] : undefined;
      if (start === undefined) continue;
      const { line, col } = lines.linePos(start);
      return ` (line ${line}, column ${col})`;
    }
    return "";
  };
}
