import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";

import { Frame, Shell } from "./shell.tsx";

export const metadata: Metadata = { title: "Page not found" };

/** Made ahead of time for nobody in particular; who is looking is filled in when it is shown. */
export default function NotFound() {
  return (
    <Suspense
      fallback={
        <Frame viewer={null}>
          <Message />
        </Frame>
      }
    >
      <Shell>
        <Message />
      </Shell>
    </Suspense>
  );
}

function Message() {
  return (
    <>
      <h1>Page not found</h1>
      <p className="mt-4">
        There is nothing here, or it belongs to somebody else. Check the address, or go to{" "}
        <Link href="/home">your home page</Link>.
      </p>
    </>
  );
}
