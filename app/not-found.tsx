import type { Metadata } from "next";
import Link from "next/link";

import { Shell } from "./shell.tsx";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <Shell>
      <h1>Page not found</h1>
      <p className="mt-4">
        There is nothing here, or it belongs to somebody else. Check the address, or go to{" "}
        <Link href="/home">your home page</Link>.
      </p>
    </Shell>
  );
}
