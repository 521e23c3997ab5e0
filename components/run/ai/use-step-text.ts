"use client";

import { useRouter } from "next/navigation";
import { useEffect, useReducer, useState } from "react";

import { openStream } from "../open-stream.ts";
import { grow, type GrowingText, type Piece } from "./growing-text.ts";

type StepText = { readonly text: string; readonly lost: boolean };

/**
 * Follows the text of a step while it is written. The browser resumes a broken connection by itself. When the step
 * changes, the page is loaded again. `lost` says that the connection was refused the last time.
 */
export function useStepText(follow: {
  url: string;
  step: string;
  initial: string;
  /** Called before the page changes. */
  onChange: () => void;
}): StepText {
  const { initial, onChange, step, url } = follow;
  const router = useRouter();
  const start: GrowingText = { token: null, text: initial };
  const [known, add] = useReducer(grow, start);
  const [lost, setLost] = useState(false);

  useEffect(() => {
    const refresh = () => {
      onChange();
      router.refresh();
    };
    return openStream(url, (stream) => {
      stream.addEventListener("text", (event: MessageEvent<string>) => {
        const data: unknown = JSON.parse(event.data);
        if (isPieceOf(step, data)) add(data);
      });
      stream.addEventListener("step", (event: MessageEvent<string>) => {
        const data: unknown = JSON.parse(event.data);
        if (isAbout(step, data)) refresh();
      });
      stream.addEventListener("execution", refresh);
      stream.addEventListener("open", () => setLost(false));
      stream.addEventListener("error", () => setLost(stream.readyState === EventSource.CLOSED));
    });
  }, [onChange, router, step, url]);

  return { text: known.text, lost };
}

function isAbout(step: string, data: unknown): boolean {
  return typeof data === "object" && data !== null && "step" in data && data.step === step;
}

function isPieceOf(step: string, data: unknown): data is Piece {
  return (
    isAbout(step, data) &&
    typeof data === "object" &&
    data !== null &&
    "token" in data &&
    typeof data.token === "string" &&
    "offset" in data &&
    typeof data.offset === "number" &&
    "text" in data &&
    typeof data.text === "string"
  );
}
