import type { Metadata } from "next";

import { PageNotFound } from "../page-not-found.tsx";

export const metadata: Metadata = { title: "Page not found" };

/** For pages that said so themselves: they stand in the layout already. */
export default function NotFound() {
  return <PageNotFound />;
}
