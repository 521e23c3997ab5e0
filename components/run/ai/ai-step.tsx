import type { ReactNode } from "react";

import { AiBox, type WrittenBy } from "#components/ui/ai-box.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { WriterLabel } from "#components/ui/writer-label.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";

import { AiResult } from "./ai-result.tsx";
import { readyWords } from "./confidence-text.ts";
import { LazyAiStream } from "./lazy-ai-stream.tsx";

type Props = {
  /** Who writes, or wrote. */
  by: WrittenBy;
  /** From what: "profile, risk level 3 of 5, 8 kinds of investments". */
  using: string;
  /** The finished text, or null while it is being written. */
  explanation: Explanation | null;
  /** Where to follow the text, and its stored part. */
  live: { url: string; step: string; text: string; href: string };
  /** The button that stops the writing, while it goes on. */
  stop?: ReactNode;
} & Omit<Parameters<typeof AiResult>[0], "explanation">;

/** An AI step: marked as such, streaming while it is written, then the text with everything needed to judge it. */
export function AiStep({ by, explanation, live, stop, using, ...result }: Props) {
  const writing = explanation === null;
  return (
    <AiBox by={by}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <WriterLabel by={by} />
        <span className="text-small text-ink-2">Using: {using}</span>
        {writing && stop && <div className="ml-auto">{stop}</div>}
      </div>
      <LazyAiStream
        {...live}
        busy={<StepState state="running" />}
        writing={writing}
        said={explanation ? readyWords(explanation) : ""}
      >
        {explanation && <AiResult explanation={explanation} {...result} />}
      </LazyAiStream>
    </AiBox>
  );
}
