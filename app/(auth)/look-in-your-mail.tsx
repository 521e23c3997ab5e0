import type { ReactNode } from "react";

/** The one answer to whoever asked for a link: whether their address is known here is not said. */
export function LookInYourMail({ again, children }: { again: string; children: ReactNode }) {
  return (
    <>
      <h1>Look in your mail</h1>
      <p className="mt-4">{children}</p>
      <p className="mt-4">
        Nothing there after a few minutes? Look among what your mail program took for spam, or{" "}
        <a href={again}>try again</a>.
      </p>
    </>
  );
}
