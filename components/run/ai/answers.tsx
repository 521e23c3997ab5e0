import { AiBox } from "#components/ui/ai-box.tsx";
import { WriterLabel } from "#components/ui/writer-label.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";

import { MarkedText, Reliance } from "./ai-result.tsx";
import { answerId } from "./answer-id.ts";

/** A person's questions about a text, each with its answer, boxed and judged as the text itself is. */
export function Answers({
  answered,
  figureHref,
}: {
  answered: readonly { id: string; question: string; answer: Explanation; written: string }[];
  figureHref: (path: string) => string | null;
}) {
  if (answered.length === 0) return null;
  return (
    <section aria-labelledby="questions" className="mt-12">
      <h2 id="questions">Your questions</h2>
      <ol className="mt-6 grid gap-10">
        {answered.map(({ id, question, answer, written }) => (
          <li key={id}>
            <h3 id={answerId(id)} tabIndex={-1} className="mb-3 break-words">
              {question}
            </h3>
            <AiBox by={answer.source.kind}>
              <div>
                <WriterLabel by={answer.source.kind} />
              </div>
              <MarkedText explanation={answer} figureHref={figureHref} />
              <Reliance explanation={answer} written={written} />
            </AiBox>
          </li>
        ))}
      </ol>
    </section>
  );
}
