import Link from "next/link";

/** Under every page: the standing disclaimer and the pages that say how the product works. */
export function SiteFooter() {
  return (
    <footer className="border-line text-small text-ink-3 border-t pt-6 pb-8 print:hidden">
      <div className="wrap flex flex-wrap items-baseline justify-between gap-x-6 gap-y-3">
        <p>For information and education. Not financial advice. You make your own decisions.</p>
        <nav aria-label="About">
          <ul className="flex flex-wrap gap-x-6">
            <li>
              <Link href="/how-it-works" className="text-ink-2 inline-block py-0.5">
                How this works
              </Link>
            </li>
            <li>
              <Link href="/privacy" className="text-ink-2 inline-block py-0.5">
                Privacy
              </Link>
            </li>
            <li>
              <Link href="/accessibility" className="text-ink-2 inline-block py-0.5">
                Accessibility
              </Link>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  );
}
