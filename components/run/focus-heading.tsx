"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";

/**
 * After a move inside the app the page's heading gets the focus, so that it is read, or the element that the address
 * names. On a first load nothing does.
 */
export function FocusHeading() {
  const here = `${usePathname()}?${useSearchParams().toString()}`;
  const shown = useRef(here);
  useEffect(() => {
    if (shown.current === here) return;
    shown.current = here;
    const headings = document.querySelectorAll<HTMLElement>("main h1[tabindex]");
    // Pages that were left are still in the document, hidden.
    const heading = [...headings].find((element) => element.offsetParent !== null);
    const named = document.getElementById(location.hash.slice(1));
    (named ?? heading)?.focus({ preventScroll: true });
  }, [here]);
  return null;
}
