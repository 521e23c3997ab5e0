import type { ReactNode } from "react";

import { FocusHeading } from "#components/run/focus-heading.tsx";

import { Shell } from "../shell.tsx";

export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <FocusHeading />
      {children}
    </Shell>
  );
}
