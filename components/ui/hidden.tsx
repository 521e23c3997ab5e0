import type { ReactNode } from "react";

/** Words for people who cannot see what the surroundings show. */
export function Hidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
