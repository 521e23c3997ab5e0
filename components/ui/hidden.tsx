import type { ReactNode } from "react";

/** Words for those who cannot see what the eye takes from the surroundings. */
export function Hidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
