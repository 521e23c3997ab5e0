import type { WrittenBy } from "./ai-box.tsx";
import { AiLabel } from "./ai-label.tsx";
import { Tag } from "./tag.tsx";

/** Who wrote a text. The violet label is for AI alone. A text by rules or by a person says so. */
export function WriterLabel({ by }: { by: WrittenBy }) {
  if (by === "ai") return <AiLabel />;
  return <Tag>{by === "rules" ? "Built by rules, without AI" : "Written by you"}</Tag>;
}
