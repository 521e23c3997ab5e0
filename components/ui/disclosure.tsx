import type { ReactNode } from "react";

/** More to read for those who ask: "Why we ask", "Why?". Works without JavaScript. */
export function Disclosure({
  summary,
  children,
  open = false,
  ruled = true,
  className = "",
}: {
  summary: ReactNode;
  children: ReactNode;
  open?: boolean;
  /** Draws the rule at the left that ties the text to its summary. */
  ruled?: boolean;
  className?: string;
}) {
  return (
    <details open={open} className={className}>
      <summary className="text-accent hover:text-accent-hover min-h-7 w-max max-w-full">
        {summary}
      </summary>
      <div className={ruled ? "border-line text-ink-2 mt-2 border-l-2 py-1 pl-4" : "mt-4"}>
        {children}
      </div>
    </details>
  );
}
