import type { ReactNode } from "react";

/** More text for people who ask: "Why we ask", "Why?". Works without JavaScript. */
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
  /** Draws the line at the left that connects the text with its summary. */
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
