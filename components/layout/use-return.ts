"use client";

import { useEffect } from "react";

const lookEveryMs = 1_000;

/**
 * For a page that failed: reloads it where that may help, once the service answers. It helps where the service was
 * away. It also helps where only the browser saw the error, because it got half a page or half a script. In that case
 * it reloads once only, since a page that fails again would keep failing. An error that the service knows of has a
 * digest.
 */
export function useReturn({ digest }: { digest?: string }): void {
  useEffect(() => {
    let helps = digest === undefined && !isReloaded();
    const look = async () => {
      try {
        await fetch("/icon.svg", { method: "HEAD", cache: "no-store" });
        clearInterval(timer);
        if (helps) location.reload();
      } catch {
        helps = true;
      }
    };
    const timer = setInterval(() => void look(), lookEveryMs);
    return () => clearInterval(timer);
  }, [digest]);
}

function isReloaded(): boolean {
  const [load] = performance.getEntriesByType("navigation");
  return load instanceof PerformanceNavigationTiming && load.type === "reload";
}
