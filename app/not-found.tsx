import type { Metadata } from "next";

import { PageNotFound } from "./page-not-found.tsx";
import { Shell } from "./shell.tsx";

export const metadata: Metadata = { title: "Page not found" };

/** For addresses outside every layout, so it brings its own. */
export default function NotFound() {
  return (
    <Shell>
      <PageNotFound />
    </Shell>
  );
}
