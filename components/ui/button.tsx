import Link from "next/link";
import type { ComponentProps } from "react";

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

type Style = { look?: keyof typeof looks; size?: keyof typeof sizes };

function classes({ look = "secondary", size = "normal" }: Style, className = ""): string {
  const width = look === "quiet" ? "narrow" : "wide";
  return `${base} ${looks[look]} ${sizes[size][width]} ${className}`;
}

/** Does something. A busy button keeps its words and its place: pass `aria-disabled`, not `disabled`. */
export function Button({
  look,
  size,
  className,
  type = "submit",
  ...rest
}: ComponentProps<"button"> & Style) {
  const style = { ...(look && { look }), ...(size && { size }) };
  return <button type={type} className={classes(style, className)} {...rest} />;
}

/** Goes somewhere, drawn as a button. */
export function ButtonLink({
  look,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & Style) {
  const style = { ...(look && { look }), ...(size && { size }) };
  return <Link className={classes(style, className)} {...rest} />;
}

/** A row of acts: the main one first, then the others, then plain links. */
export function Acts({ className = "", ...rest }: ComponentProps<"div">) {
  return (
    <div className={`mt-8 flex flex-wrap items-center gap-x-3 gap-y-3 ${className}`} {...rest} />
  );
}
