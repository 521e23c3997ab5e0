"use client";

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";

import { AiText } from "#components/ui/ai-box.tsx";

import { markedParagraphs } from "./marked-text.ts";
import { useStepText } from "./use-step-text.ts";

type Live = {
  /** Server-sent events of the run. */
  url: string;
  step: string;
  /** The text so far, for a page that is loaded while it is written. */
  text: string;
  /** The address of this page, for browsers that cannot get its events. */
  href: string;
};

type Props = Live & {
  writing: boolean;
  /**
   * Shown beside the status while it is written. Rendered on the server, so that the icons of all states stay there.
   */
  busy: ReactNode;
  /** The announcement once the text is there: "Explanation ready. Medium confidence." */
  said: string;
  /** The content when nothing is being written. */
  children?: ReactNode;
};

/**
 * The bands of an AI box: the text while it is written, or its result. The text is not live for assistive technology.
 * One status, which stays through the change, says what happens. Nothing scrolls by itself, and focus moves to the
 * result only if it was in the box.
 */
export function AiStream({ busy, children, said, writing, ...live }: Props) {
  const status = useRef<HTMLDivElement>(null);
  const wasInside = useRef(false);
  const noteFocus = useCallback(() => {
    const box = status.current?.parentElement;
    wasInside.current = box?.contains(document.activeElement) ?? false;
  }, []);

  useEffect(() => {
    if (writing || !wasInside.current) return;
    wasInside.current = false;
    status.current?.parentElement?.querySelector<HTMLElement>("[data-result-heading]")?.focus();
  }, [writing]);

  return (
    <>
      {writing ? <Writing {...live} onChange={noteFocus} /> : children}
      <div
        ref={status}
        key="status"
        className={writing ? "text-small text-ink-2 flex items-center gap-3" : "sr-only"}
      >
        {writing && busy}
        <output>{writing ? <StillWorking /> : said}</output>
        {writing && (
          <noscript>
            <a href={live.href}>Refresh</a>
          </noscript>
        )}
      </div>
    </>
  );
}

/** The growing text. Each writing gets a new component, so that no earlier text shows through. */
function Writing({ href, onChange, step, text: initial, url }: Live & { onChange: () => void }) {
  const { lost, text } = useStepText({ url, step, initial, onChange });
  const paragraphs = markedParagraphs(text, []);
  return (
    <>
      <AiText busy>
        {paragraphs.map(([segment], index) => (
          <p key={segment?.at}>
            {segment?.text}
            {index === paragraphs.length - 1 && <Caret />}
          </p>
        ))}
        {paragraphs.length === 0 && (
          <p>
            <Caret />
          </p>
        )}
      </AiText>
      {lost && (
        <div className="text-small">
          <a href={href}>The connection was lost. Show the text so far</a>
        </div>
      )}
    </>
  );
}

const stillEveryMs = 7_000;

/** The same words are announced again only if they differ. So every other time they end in an invisible space. */
function StillWorking() {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((count) => count + 1), stillEveryMs);
    return () => clearInterval(timer);
  }, []);
  return ticks === 0 ? "Writing explanation" : `Still working${"\u00a0".repeat(ticks % 2)}`;
}

function Caret() {
  return (
    <span aria-hidden="true" className="bg-ai ml-px inline-block h-[1.05em] w-2 align-[-0.16em]" />
  );
}
