import type { WrittenBy } from "./ai-box.tsx";
import { AiLabel } from "./ai-label.tsx";
import { Tag } from "./tag.tsx";

/** Who wrote a text. The violet label stands for AI alone; what rules or a person wrote says so. */
export function WriterLabel({ by }: { by: WrittenBy }) {
  if (by === "ai") return <AiLabel />;
  return <Tag>{by === "rules" ? "Built by rules, without AI" : "Written by you"}</Tag>;
}
