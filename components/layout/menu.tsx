"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

/**
 * A native disclosure used as a menu. It opens and closes without JavaScript. With it, it also closes on Escape, on a
 * click elsewhere, and when the page behind it changes.
 */
export function Menu({
  summary,
  className = "",
  children,
}: {
  summary: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const menu = useRef<HTMLDetailsElement>(null);
  const path = usePathname();

  useEffect(() => {
    const close = (event: Event) => {
      const details = menu.current;
      if (!details?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        details.querySelector("summary")?.focus();
      } else if (event.target instanceof Node && details.contains(event.target)) return;
      details.open = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);

  return (
    <details key={path} ref={menu} className={`relative ${className}`}>
      <summary className="plain-summary text-small text-ink-2 hover:text-ink inline-flex min-h-11 items-center gap-1.5 [details[open]>&>svg:last-child]:rotate-180">
        {summary}
      </summary>
      <div className="rounded-card border-line bg-surface shadow-e2 absolute top-12 right-0 z-5 min-w-52 border p-2">
        {children}
      </div>
    </details>
  );
}
