import type { ReactNode } from "react";

/** A drawing with its message in words: the finding first, then how to read it. */
export function Figure({
  finding,
  children,
  reading,
  className = "",
}: {
  finding: ReactNode;
  reading?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <figure className={className}>
      <figcaption className="max-w-measure text-ink-2 mb-4">
        <b className="text-ink block">{finding}</b>
        {reading}
      </figcaption>
      {children}
    </figure>
  );
}
