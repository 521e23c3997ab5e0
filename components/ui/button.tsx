import Link from "next/link";
import type { ComponentProps } from "react";

import { buttonClasses, type ButtonStyle } from "./button-style.ts";

/** A button for an action. A busy button keeps its text and its place: pass `aria-disabled`, not `disabled`. */
export function Button({
  look,
  size,
  className,
  type = "submit",
  ...rest
}: ComponentProps<"button"> & ButtonStyle) {
  const style = { ...(look && { look }), ...(size && { size }) };
  return <button type={type} className={buttonClasses(style, className)} {...rest} />;
}

/** A link that looks like a button. */
export function ButtonLink({
  look,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & ButtonStyle) {
  const style = { ...(look && { look }), ...(size && { size }) };
  return <Link className={buttonClasses(style, className)} {...rest} />;
}

/** A row of actions: the main one first, then the others, then plain links. */
export function Acts({ className = "", ...rest }: ComponentProps<"div">) {
  return (
    <div className={`mt-8 flex flex-wrap items-center gap-x-3 gap-y-3 ${className}`} {...rest} />
  );
}
