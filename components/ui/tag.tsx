import type { ReactNode } from "react";

/** A small word about something beside it: "estimate", "draft". */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="rounded-chip bg-neutral-soft text-meta text-neutral inline-block px-1.5 leading-5">
      {children}
    </span>
  );
}
