import Link from "next/link";
import type { ReactNode } from "react";

/** Rows of things to open or to wait for, ruled, without cards. */
export function TaskList({
  children,
  className = "",
}: {
  children: ReactNode;
  className?: string;
}) {
  return <ul className={`border-line border-t ${className}`}>{children}</ul>;
}

/** One row. With `href` the whole row is the link. Without, it cannot be opened yet and is grey. */
export function Task({
  name,
  hint,
  href,
  state,
  here = false,
  dense = false,
}: {
  name: ReactNode;
  hint?: ReactNode;
  href?: string | undefined;
  /** At the right end: a step state, a date. */
  state?: ReactNode;
  /** The row of the page the person is on. */
  here?: boolean;
  dense?: boolean;
}) {
  const row = `-mx-3 flex gap-4 rounded-chip px-3 text-inherit no-underline ${
    dense ? "items-center py-2 text-small leading-6" : "items-start py-3.5 sm:items-center"
  } ${here ? "bg-accent-soft" : ""}`;
  const body = (
    <>
      <span className="min-w-0 flex-1">
        <span
          className={href ? "text-accent underline decoration-1 underline-offset-3" : "text-ink-3"}
        >
          {name}
        </span>
        {hint !== undefined && <span className="text-small text-ink-3 mt-0.5 block">{hint}</span>}
      </span>
      {state}
    </>
  );
  return (
    <li aria-current={here ? "step" : undefined} className="border-line border-b">
      {href ? (
        <Link href={href} className={`${row} hover:bg-sunken hover:text-inherit`}>
          {body}
        </Link>
      ) : (
        <div className={row}>{body}</div>
      )}
    </li>
  );
}
