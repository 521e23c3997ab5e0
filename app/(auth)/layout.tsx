import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <div className="max-w-[400px]">{children}</div>
    </Shell>
  );
}
