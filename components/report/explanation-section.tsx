import { AiResult } from "#components/run/ai/ai-result.tsx";
import { AiBox } from "#components/ui/ai-box.tsx";
import { AiLabel } from "#components/ui/ai-label.tsx";
import { Tag } from "#components/ui/tag.tsx";
import type { Explanation } from "#lib/steps/data-types/explanation.ts";

import { ReportSection } from "./report-section.tsx";
import { sectionOf } from "./report-words.ts";

/** The explanation as it was accepted, boxed and marked; its numbers lead to the tables they come from. */
export function ExplanationSection({ explanation }: { explanation: Explanation }) {
  const by = explanation.source.kind;
  return (
    <ReportSection id="explanation" title="In words">
      <AiBox by={by}>
        <div>{by === "ai" ? <AiLabel /> : <Tag>Built by rules, without AI</Tag>}</div>
        <AiResult explanation={explanation} figureHref={sectionOf} />
      </AiBox>
    </ReportSection>
  );
}
