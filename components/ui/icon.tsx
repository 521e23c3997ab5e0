import { createElement } from "react";

/** The shapes of an icon as `lucide` gives them: on a field of 24 by 24, drawn with a line and not filled. */
export type Picture = (readonly [
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
])[];

/**
 * An icon beside words that say the same, so it is hidden from assistive technology. Drawn here, since the components
 * of `lucide-react` would send 2 KiB of script to every page for pictures that never change.
 */
export function Icon({
  of: picture,
  size = 20,
  className = "",
}: {
  of: Picture;
  size?: 14 | 16 | 18 | 20;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={`shrink-0 ${className}`}
    >
      {picture.map(([tag, attributes], i) => createElement(tag, { key: i, ...attributes }))}
    </svg>
  );
}
