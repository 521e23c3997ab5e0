/** First stop of the Tab key on every page. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="rounded-control bg-surface shadow-e2 absolute top-2 left-4 z-10 -translate-y-20 px-4 py-3 focus:translate-y-0"
    >
      Skip to main content
    </a>
  );
}
