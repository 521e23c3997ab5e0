import type { ReactNode } from "react";

/** A paragraph that applies to everything above it: a disclaimer, a condition. */
export function Inset({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <p className={`border-control text-ink-2 border-l-4 py-0.5 pl-4 ${className}`}>{children}</p>
  );
}
