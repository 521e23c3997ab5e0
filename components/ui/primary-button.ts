/** The common look of all buttons. */
export const base =
  "inline-flex items-center justify-center gap-2 rounded-control border font-semibold no-underline cursor-pointer transition-colors forced-colors:border-[ButtonText] aria-disabled:cursor-not-allowed";

export const primary =
  "border-transparent bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent aria-disabled:opacity-60";

export const usualSize = "min-h-11 px-6";

/** The look of the button on the error page. Separate from the other looks, because every page loads that page. */
export const primaryButton = `${base} ${primary} ${usualSize}`;
