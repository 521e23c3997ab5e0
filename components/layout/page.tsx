import type { ReactNode } from "react";

const widths = {
  guided: "max-w-guided",
  step: "max-w-step",
  list: "max-w-list",
  report: "max-w-report",
  shell: "max-w-shell",
};

export type PageWidth = keyof typeof widths;

/** A column of content. It starts at the left edge that header and footer share, whatever its width. */
export function Column({
  width = "shell",
  className = "",
  children,
}: {
  width?: PageWidth;
  className?: string;
  children: ReactNode;
}) {
  return <div className={`${widths[width]} ${className}`}>{children}</div>;
}

/** The head of a page: its name and a line about it, actions at the right end where there is room. */
export function PageHead({
  title,
  above,
  children,
  acts,
}: {
  title: ReactNode;
  above?: ReactNode;
  children?: ReactNode;
  acts?: ReactNode;
}) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-4">
      <div className="grid gap-2">
        {above}
        <h1 tabIndex={-1}>{title}</h1>
        {children && <div className="text-ink-2">{children}</div>}
      </div>
      {acts && <div className="flex flex-wrap items-center gap-3">{acts}</div>}
    </div>
  );
}

/** Content with a narrow column at its right, under it where there is no room. */
export function Split({
  children,
  aside,
  className = "",
}: {
  children: ReactNode;
  aside: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={`grid items-start gap-x-16 gap-y-8 md:grid-cols-[minmax(0,1fr)_320px] ${className}`}
    >
      <div className="min-w-0">{children}</div>
      {aside}
    </div>
  );
}

/** A part of a page under its own heading, with an optional link at the right end of it. */
export function Section({
  title,
  id,
  link,
  children,
  className = "mt-12",
}: {
  title: ReactNode;
  id?: string;
  link?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section id={id} className={className}>
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h2>{title}</h2>
        {link}
      </div>
      {children}
    </section>
  );
}
