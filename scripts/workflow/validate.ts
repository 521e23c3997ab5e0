import { readFileSync } from "node:fs";

import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { pathText } from "#lib/engine/value/path-text.ts";
import { catalog } from "#lib/steps/registry.ts";

import { readLinked } from "./files.ts";
import { placesIn } from "./places.ts";
import type { Report } from "./report.ts";

/** The diagnostics of a definition, errors first. Fails when there is an error. */
export async function validateFile(file: string): Promise<Report> {
  const { ok, problems } = validateDefinition(await readLinked(file), catalog);
  const placeOf = problems.length > 0 ? placesIn(readFileSync(file, "utf8")) : () => "";
  const order = { error: 0, warning: 1 };
  const sorted = problems.toSorted((a, b) => order[a.severity] - order[b.severity]);
  const found = sorted.map(({ severity, code, path, message, fix }) => {
    const place = path.length > 0 ? ` at ${pathText(path)}` : "";
    const offer = fix ? ` Quick fix: ${fix.title}.` : "";
    return `${severity} ${code}${place}${placeOf(path)}: ${message}${offer}`;
  });
  return {
    json: { ok, problems: sorted },
    lines: [...found, ok ? `${file} can run.` : `${file} cannot run.`],
    failed: !ok,
  };
}
