import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

/** Every page is whole when it arrives: see `Shell`. */
export const instant = false;

export default function SiteLayout({ children }: { children: ReactNode }) {
  return <Shell>{children}</Shell>;
}
