/** Where a browser keeps its time zone for the server, which has no other way to know it. */
export const timeZoneCookie = "tz";

/** Whether a name is one of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // the standard library refuses it by throwing
  }
}
