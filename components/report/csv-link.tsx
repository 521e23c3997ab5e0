import { Hidden } from "#components/ui/hidden.tsx";

/** A table as a file. A plain link, because it answers with a download and not with a page. */
export function CsvLink({ href, of }: { href: string; of: string }) {
  return (
    <a href={href} className="text-small print:hidden">
      Download CSV<Hidden>: {of}</Hidden>
    </a>
  );
}
