"use client";

import { useOffline } from "next/offline";

/**
 * Says for as long as the service cannot be reached that it cannot. What is sent meanwhile is held back and sent
 * afterwards. The status element exists before it has a text, so that assistive technology announces the text.
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
