import { ChevronLeft } from "lucide";
import Link from "next/link";

import { Icon } from "./icon.tsx";

/** The back link, first on the page, at its left edge. */
export function BackLink({ href, children = "Back" }: { href: string; children?: string }) {
  return (
    <Link
      href={href}
      className="text-small text-ink hover:text-ink -ml-1 inline-flex min-h-8 items-center gap-1.5"
    >
      <Icon of={ChevronLeft} />
      {children}
    </Link>
  );
}
