"use client";

import { useOffline } from "next/offline";

/**
 * Says that the service cannot be reached for as long as it cannot; what is sent meanwhile is held back and sent then. The
 * status is there before it says anything, so that assistive technology tells what it says.
 */
export function OfflineNotice() {
  return (
    <output className="bg-warn-soft sticky top-0 z-10 block print:hidden">
      {useOffline() && (
        <p className="wrap py-3">
          You are offline, or the service does not answer. What you type stays on this page until
          you reconnect.
        </p>
      )}
    </output>
  );
}
