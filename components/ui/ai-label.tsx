import { Sparkle } from "lucide";
import type { ReactNode } from "react";

import { Icon } from "./icon.tsx";

/** Marks what AI wrote. Used for nothing else. */
export function AiLabel({ children = "AI" }: { children?: ReactNode }) {
  return (
    <span className="rounded-chip bg-ai-soft text-meta text-ai inline-flex items-center gap-1 pr-[7px] pl-[5px] align-[1px] leading-5 font-semibold tracking-[0.01em]">
      <Icon of={Sparkle} size={14} />
      {children}
    </span>
  );
}
