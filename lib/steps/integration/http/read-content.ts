import type { z } from "zod";

import type { json } from "#lib/data-types/basic.ts";
import { withoutUnstorable } from "#lib/engine/value/storable.ts";
import { StepFailure } from "#lib/step-failure.ts";

type Content = z.output<typeof json>;

const maxDepth = 64;

/**
 * The content of an answer: JSON where the server says so, else text. Throws `bad_answer` for what cannot be stored.
 */
export function readContent(body: Uint8Array, contentType: string, host: string): Content {
  const text = decoded(body, contentType);
  if (!/^(application|text)\/([\w.+-]+\+)?json\b/iu.test(contentType))
    return withoutUnstorable(text);
  try {
    const parsed: Content = JSON.parse(text);
    return clean(parsed, 0);
  } catch (cause) {
    throw new StepFailure("bad_answer", `${host} sent JSON that cannot be read.`, { cause });
  }
}

function decoded(body: Uint8Array, contentType: string): string {
  const charset = /charset="?([\w-]{1,40})/iu.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

/** A copy with only texts that the database can store. Nesting beyond any real answer is refused. */
function clean(value: Content, depth: number): Content {
  if (depth > maxDepth) throw new Error("nested too deeply");
  if (typeof value === "string") return withoutUnstorable(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withoutUnstorable(key), clean(item, depth + 1)]),
  );
}
