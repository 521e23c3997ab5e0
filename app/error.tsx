"use client";

import { useReturn } from "#components/layout/use-return.ts";
import { primaryButton } from "#components/ui/primary-button.ts";
import { refusalIn } from "#lib/http/ingress/sentence-for-people.ts";

/**
 * Shown instead of a page that failed. The reference leads to the log, where the cause stays. Every page loads this.
 */
export default function PageError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const refused = refusalIn(error);
  // Loaded anew, the page would not say it any more.
  useReturn(refused === null ? error : { digest: refused });
  return (
    <main id="main" tabIndex={-1} className="wrap flex-1 py-8">
      <h1>{refused === null ? "There is a problem with the service" : "There is a problem"}</h1>
      <p className="mt-4">
        {refused ?? "Your last saved step is safe. Try again in a moment."}
        {error.digest && ` Reference ${error.digest}.`}
      </p>
      <div className="mt-8 flex flex-wrap items-center gap-6">
        <button type="button" className={primaryButton} onClick={retry}>
          Try again
        </button>
        {/* oxlint-disable-next-line nextjs/no-html-link-for-pages -- a full load is the way out */}
        <a href="/home">Home</a>
      </div>
    </main>
  );
}
