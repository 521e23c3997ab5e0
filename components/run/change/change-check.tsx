import type { ReactNode } from "react";

import { ChangeLines } from "#components/run/history/change-lines.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Proposal } from "#lib/runtime/adapt/proposal.ts";

/** The effects of a change and the form to make it, or every reason why it cannot be made. */
export function ChangeCheck({
  proposal: { lines, problems, staying, warnings },
  children,
}: {
  proposal: Proposal;
  /** The form that makes the change. Shown only where it can be made. */
  children: ReactNode;
}) {
  return (
    <>
      {lines.length > 0 && <ChangeLines lines={lines} className="mt-6" />}
      {warnings.map(({ message }) => (
        <Notice key={message} tone="warn" className="mt-6">
          {message}
        </Notice>
      ))}
      {problems.length > 0 ? (
        <Notice tone="danger" className="mt-6">
          <p className="font-semibold">This change cannot be made</p>
          <ul className="mt-1 grid gap-1">
            {problems.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <>
          {staying.length > 0 && (
            <p className="text-ink-2 mt-6">Stays as it is: {staying.join(", ")}.</p>
          )}
          <div className="mt-8">{children}</div>
        </>
      )}
    </>
  );
}
