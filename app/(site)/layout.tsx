import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

export default function SiteLayout({ children }: { children: ReactNode }) {
  return <Shell>{children}</Shell>;
}
