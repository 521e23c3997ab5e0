"use client";

import { useReturn } from "#components/layout/use-return.ts";

import "./globals.css";

/** Shown when not even the frame of the page could be rendered. It depends on nothing that may have failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useReturn(error);
  return (
    <html lang="en">
      <body>
        <title>There is a problem with the service - InvestByYourself</title>
        <main className="wrap py-12">
          <h1>There is a problem with the service</h1>
          <p className="mt-4">
            Your last saved step is safe. Try again in a moment.
            {error.digest && ` Reference ${error.digest}.`}
          </p>
          <p className="mt-4">
            {/* oxlint-disable-next-line nextjs/no-html-link-for-pages -- a full load is the way out */}
            <a href="/">InvestByYourself</a>
          </p>
        </main>
      </body>
    </html>
  );
}
