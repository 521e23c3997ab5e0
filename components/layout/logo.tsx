import Link from "next/link";

/** The name of the product, leading home. */
export function Logo({ href }: { href: string }) {
  return (
    <Link
      href={href}
      className="text-ink hover:text-ink inline-flex min-h-11 items-center gap-2.5 font-semibold tracking-[-0.012em] no-underline"
    >
      <svg viewBox="0 0 22 22" aria-hidden="true" className="fill-accent size-[22px]">
        <path d="M1 16h6v5H1zM8 9h6v12H8zM15 1h6v20h-6z" />
      </svg>
      InvestByYourself
    </Link>
  );
}
