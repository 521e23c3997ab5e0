import { parse } from "yaml";

import { patch, type Patch } from "#lib/engine/patch/patch.ts";
import { pathText } from "#lib/engine/value/path-text.ts";
import { readWithSchema } from "#lib/engine/value/read-with-schema.ts";
import { AppError } from "#lib/errors.ts";

/** A patch as somebody wrote it, in YAML or JSON. Throws with a sentence for its field. */
export function readPatch(text: string): Patch {
  if (text.trim() === "") throw refused("Write the change here, as YAML or JSON.");
  const read = readWithSchema(patch, documentIn(text));
  if (read.ok) return read.data;
  const [first] = read.problems;
  const words = first ? [pathText(first.path), first.message] : ["It cannot be read."];
  throw refused(`This is not a change. ${words.filter((word) => word !== "").join(": ")}`);
}

function documentIn(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : "").split("\n");
    throw refused(`This is neither YAML nor JSON: ${reason}`);
  }
}

function refused(sentence: string): AppError {
  return new AppError("invalid", sentence, { fields: { patch: [sentence] } });
}
