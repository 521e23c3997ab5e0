import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";

import type { Clock } from "#components/format/dates.ts";
import { isTimeZone, timeZoneCookie } from "#lib/time-zone.ts";

/** The viewer's clock, in the time zone that their browser has sent, or UTC until it has. Read once per page. */
export const viewerClock = cache(async (): Promise<Clock> => {
  const zone = (await cookies()).get(timeZoneCookie)?.value ?? "";
  return { zone: isTimeZone(zone) ? zone : "UTC", now: Date.now() };
});
