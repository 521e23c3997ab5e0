import type { Metadata } from "next";

import { PageNotFound } from "../page-not-found.tsx";

export const metadata: Metadata = { title: "Page not found" };

/** For pages that call `notFound`, which are inside the layout already. */
export default function NotFound() {
  return <PageNotFound />;
}
