"use client";

import { useEffect } from "react";

import { timeZoneCookie } from "#lib/time-zone.ts";

/** Tells the server the browser's time zone with every later request, so that pages show times as this clock does. */
export function KeepTimeZone() {
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    // oxlint-disable-next-line unicorn/no-document-cookie -- the Cookie Store API is not in every browser
    document.cookie = `${timeZoneCookie}=${timeZone}; path=/; max-age=31536000; samesite=lax`;
  }, []);
  return null;
}
