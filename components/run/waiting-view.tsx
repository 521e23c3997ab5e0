import type { ReactNode } from "react";

import { BackLink } from "#components/ui/back-link.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";

import { FollowRun } from "./follow-run.tsx";
import { runPath } from "./paths.ts";

/** A step that runs by itself. With JavaScript the page moves on when it ends. Without, there is a link. */
export function WaitingView({
  runId,
  revision,
  name,
  progress,
  backHref,
  waits,
  children,
}: {
  runId: string;
  revision: number;
  name: string;
  progress: string;
  backHref: string;
  /** What it waits for, unless it is running: "Waiting until 14:05". */
  waits: { label: string; sentence: string; until?: Date } | null;
  children?: ReactNode;
}) {
  return (
    <>
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{name}</h1>
      <output className="mt-4 block">
        {waits ? <Waiting {...waits} /> : <StepState state="running" />}
      </output>
      <p className="text-ink-2 mt-4">{waits?.sentence ?? "This takes a few seconds."}</p>
      {children}
      {/* For browsers without JavaScript, and for connections that block events. */}
      <p className="mt-6">
        <a href={runPath(runId)}>Refresh</a>
      </p>
      <FollowRun runId={runId} after={revision} to={runPath(runId)} />
    </>
  );
}

function Waiting({ label, until }: { label: string; until?: Date }) {
  const state = <StepState state="waiting" label={label} />;
  return until ? <time dateTime={until.toISOString()}>{state}</time> : state;
}
