"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { openStream } from "./open-stream.ts";

/** Steps that settle within this time are one change of the page. */
const settleMs = 120;

/**
 * Moves the page when something happens in the run: to `to`, or else this page is rendered again. `after` is the
 * revision that the page shows, so that nothing between rendering and listening is missed.
 */
export function FollowRun({ runId, after, to }: { runId: string; after: number; to?: string }) {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moveOn = () => {
      if (to === undefined) router.refresh();
      else router.replace(to);
    };
    const onChange = () => {
      clearTimeout(timer);
      timer = setTimeout(moveOn, settleMs);
    };
    const onStep = (message: MessageEvent<string>) => {
      // The start of a queued step does not matter to a person who waits for it to end.
      if (to === undefined || !message.data.includes('"step.started"')) onChange();
    };
    const close = openStream(`/api/executions/${runId}/events?after=${after}`, (events) => {
      events.addEventListener("step", onStep);
      events.addEventListener("execution", onChange);
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [router, runId, after, to]);
  return null;
}
