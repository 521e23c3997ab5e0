"use client";

import { useEffect } from "react";

const lookEveryMs = 1_000;

/**
 * For a page that broke: where the service went away in the middle of it, loads the page anew once the service answers.
 * Where it answers at once, the page broke for another reason, and would break again.
 */
export function useReturn(): void {
  useEffect(() => {
    let away = false;
    const look = async () => {
      try {
        await fetch("/icon.svg", { method: "HEAD", cache: "no-store" });
        clearInterval(timer);
        if (away) location.reload();
      } catch {
        away = true;
      }
    };
    const timer = setInterval(() => void look(), lookEveryMs);
    return () => clearInterval(timer);
  }, []);
}
