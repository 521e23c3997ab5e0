import type { Explanation } from "#lib/data-types/explanation.ts";

/** A text as the API returns it: what it says, and all that is needed to judge it. */
export type ExplanationView = {
  /** The main outcome in one sentence. */
  result: string;
  /** Named values for whatever comes next. */
  data: Explanation["data"];
  confidence: Explanation["confidence"];
  explanation: string;
  checks: Explanation["checks"];
  source: Explanation["source"];
};

export function explanationView({
  checks,
  confidence,
  data,
  source,
  text,
}: Explanation): ExplanationView {
  const { result, ...rest } = data;
  const [opening = ""] = text.split(/(?<=\.)\s/u);
  return {
    result: typeof result === "string" ? result : opening,
    data: rest,
    confidence,
    explanation: text,
    checks,
    source,
  };
}
