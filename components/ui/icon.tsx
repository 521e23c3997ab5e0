import type { LucideIcon } from "lucide-react";

/** An icon beside words that say the same: hidden from assistive technology. */
export function Icon({
  of: Picture,
  size = 20,
  className = "",
}: {
  of: LucideIcon;
  size?: 14 | 16 | 18 | 20;
  className?: string;
}) {
  return (
    <Picture
      size={size}
      strokeWidth={1.75}
      aria-hidden="true"
      focusable="false"
      className={`shrink-0 ${className}`}
    />
  );
}
