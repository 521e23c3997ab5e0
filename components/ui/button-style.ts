import { base, primary, usualSize } from "./primary-button.ts";

const looks = {
  primary,
  secondary:
    "border-control bg-surface text-ink hover:bg-sunken hover:text-ink aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-ink-3",
  quiet: "border-transparent bg-transparent text-accent hover:underline",
  danger: "border-danger bg-surface text-danger hover:bg-danger-soft hover:text-danger",
};

const sizes = {
  normal: { wide: usualSize, narrow: "min-h-11 px-2" },
  small: { wide: "min-h-9 px-3.5 text-small", narrow: "min-h-9 px-0 text-small" },
};

export type ButtonStyle = { look?: keyof typeof looks; size?: keyof typeof sizes };

/** The look of a button, for any element. */
export function buttonClasses(
  { look = "secondary", size = "normal" }: ButtonStyle,
  className = "",
): string {
  const width = look === "quiet" ? "narrow" : "wide";
  return `${base} ${looks[look]} ${sizes[size][width]} ${className}`;
}
