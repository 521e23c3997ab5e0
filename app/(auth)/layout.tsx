import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

/** Every page is whole when it arrives: see `Shell`. */
export const instant = false;

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <div className="max-w-[400px]">{children}</div>
    </Shell>
  );
}
