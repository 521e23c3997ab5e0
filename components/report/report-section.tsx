import type { ReactNode } from "react";

import { Section } from "#components/layout/page.tsx";

/** A part of a report, with more room around it than on other pages. */
export function ReportSection({
  id,
  title,
  link,
  children,
}: {
  id: string;
  title: string;
  link?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Section id={id} title={title} link={link} className="mt-14 print:mt-8">
      {children}
    </Section>
  );
}
