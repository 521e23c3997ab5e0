"use client";

import { useEffect } from "react";

const lookEveryMs = 1_000;

/**
 * For a page that broke: loads it anew where that may help, once the service answers. It helps where the service was away,
 * and where the browser alone saw the error, since half a page or a part of the program came; but then once, as a page that
 * breaks in spite of it would break again. An error that the service knows of has a digest.
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
