"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { openStream } from "./open-stream.ts";

/** Steps that settle together are one change of the page. */
const settleMs = 120;

/**
 * Moves the page on when something happens in the run: to `to`, or else this page is drawn anew. `after` is the revision
 * that the page shows, so that nothing between drawing and listening is missed.
 */
export function FollowRun({ runId, after, to }: { runId: string; after: number; to?: string }) {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moveOn = () => {
      if (to === undefined) router.refresh();
      else router.replace(to);
    };
    const onNews = () => {
      clearTimeout(timer);
      timer = setTimeout(moveOn, settleMs);
    };
    const onStep = (message: MessageEvent<string>) => {
      // That a queued step has begun changes nothing for who waits for it to end.
      if (to === undefined || !message.data.includes('"step.started"')) onNews();
    };
    const close = openStream(`/api/executions/${runId}/events?after=${after}`, (events) => {
      events.addEventListener("step", onStep);
      events.addEventListener("execution", onNews);
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [router, runId, after, to]);
  return null;
}
