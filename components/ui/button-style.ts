const base =
  "inline-flex items-center justify-center gap-2 rounded-control border font-semibold no-underline cursor-pointer transition-colors forced-colors:border-[ButtonText] aria-disabled:cursor-not-allowed";

const looks = {
  primary:
    "border-transparent bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent aria-disabled:opacity-60",
  secondary:
    "border-control bg-surface text-ink hover:bg-sunken hover:text-ink aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-ink-3",
  quiet: "border-transparent bg-transparent text-accent hover:underline",
  danger: "border-danger bg-surface text-danger hover:bg-danger-soft hover:text-danger",
};

const sizes = {
  normal: { wide: "min-h-11 px-6", narrow: "min-h-11 px-2" },
  small: { wide: "min-h-9 px-3.5 text-small", narrow: "min-h-9 px-0 text-small" },
};

export type ButtonStyle = { look?: keyof typeof looks; size?: keyof typeof sizes };

/** How a button looks, whatever element it is. */
export function buttonClasses(
  { look = "secondary", size = "normal" }: ButtonStyle,
  className = "",
): string {
  const width = look === "quiet" ? "narrow" : "wide";
  return `${base} ${looks[look]} ${sizes[size][width]} ${className}`;
}
