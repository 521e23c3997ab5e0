import type { ReactNode } from "react";

import { KeepTimeZone } from "#components/layout/keep-time-zone.tsx";
import { OfflineNotice } from "#components/layout/offline-notice.tsx";
import { SiteFooter } from "#components/layout/site-footer.tsx";
import { SiteHeader } from "#components/layout/site-header.tsx";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { signOutHere } from "./(auth)/actions.ts";

/**
 * Header, content and footer on one left edge. It waits for the viewer instead of streaming them in later: streamed
 * content stays hidden without JavaScript, and the menu must not change under the pointer.
 */
export async function Shell({ children }: { children: ReactNode }) {
  const viewer = await getViewer();
  return (
    <>
      <OfflineNotice />
      <SiteHeader viewer={viewer} signOut={signOutHere} />
      <main id="main" tabIndex={-1} className="flex-1 pt-6 pb-12 sm:pt-8 sm:pb-16 print:p-0">
        <div className="wrap print:max-w-none print:p-0">{children}</div>
      </main>
      <SiteFooter />
      <KeepTimeZone />
    </>
  );
}
