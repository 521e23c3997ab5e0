import { Check, Minus, TriangleAlert } from "lucide";
import type { ReactNode } from "react";

import { Icon } from "../icon.tsx";

const marks = {
  check: { icon: Check, colour: "text-ink-3" },
  minus: { icon: Minus, colour: "text-ink-3" },
  passed: { icon: Check, colour: "text-success" },
  warning: { icon: TriangleAlert, colour: "text-warn" },
};

export type Mark = keyof typeof marks;

/** Sentences one under another, each a `PlainItem` behind its mark. */
export function PlainList({
  children,
  className = "",
}: {
  children: ReactNode;
  className?: string;
}) {
  return <ul className={`grid gap-2 ${className}`}>{children}</ul>;
}

export function PlainItem({ mark = "minus", children }: { mark?: Mark; children: ReactNode }) {
  const look = marks[mark];
  return (
    <li className="grid grid-cols-[20px_1fr] gap-3">
      <Icon of={look.icon} className={`mt-0.5 ${look.colour}`} />
      <span>{children}</span>
    </li>
  );
}
