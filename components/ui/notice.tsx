import { Info, OctagonAlert, TriangleAlert } from "lucide";
import type { ReactNode } from "react";

import { Icon } from "./icon.tsx";

const looks = {
  neutral: { icon: Info, box: "bg-neutral-soft", mark: "text-neutral" },
  info: { icon: Info, box: "bg-info-soft", mark: "text-info" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft", mark: "text-warn" },
  danger: { icon: OctagonAlert, box: "bg-danger-soft", mark: "text-danger" },
};

/** Something to know before continuing, with its one action inside. */
export function Notice({
  tone = "neutral",
  children,
  className = "",
}: {
  tone?: keyof typeof looks;
  children: ReactNode;
  className?: string;
}) {
  const look = looks[tone];
  return (
    <div
      className={`rounded-card text-ink grid grid-cols-[20px_1fr] gap-3 p-4 forced-colors:border ${look.box} ${className}`}
    >
      <Icon of={look.icon} className={`mt-0.5 ${look.mark}`} />
      <div>{children}</div>
    </div>
  );
}
