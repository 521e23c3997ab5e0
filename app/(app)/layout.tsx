import type { ReactNode } from "react";

import { FocusHeading } from "#components/run/focus-heading.tsx";

import { Shell } from "../shell.tsx";

/** Every page is whole when it arrives: see `Shell`. */
export const instant = false;

export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <FocusHeading />
      {children}
    </Shell>
  );
}
