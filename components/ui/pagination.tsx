import Link from "next/link";

/** Where a long list goes on. `hrefOf` keeps the filters in the URL. */
export function Pagination({
  page,
  pages,
  hrefOf,
}: {
  page: number;
  pages: number;
  hrefOf: (page: number) => string;
}) {
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages" className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-2">
      <span className="text-small text-ink-3">
        Page {page} of {pages}
      </span>
      {page > 1 && <Link href={hrefOf(page - 1)}>Previous page</Link>}
      {page < pages && <Link href={hrefOf(page + 1)}>Following page</Link>}
    </nav>
  );
}
