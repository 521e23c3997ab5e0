import { AiResult } from "#components/run/ai/ai-result.tsx";
import { AiBox } from "#components/ui/ai-box.tsx";
import { WriterLabel } from "#components/ui/writer-label.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";

import { ReportSection } from "./report-section.tsx";
import { sectionOf } from "./report-text.ts";

/** The explanation as it was accepted, boxed and marked. Its numbers lead to the tables they come from. */
export function ExplanationSection({ explanation }: { explanation: Explanation }) {
  const by = explanation.source.kind;
  return (
    <ReportSection id="explanation" title="In words">
      <AiBox by={by}>
        <div>
          <WriterLabel by={by} />
        </div>
        <AiResult explanation={explanation} figureHref={sectionOf} />
      </AiBox>
    </ReportSection>
  );
}
