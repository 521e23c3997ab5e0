import { env } from "#lib/env.ts";

/** Whether this installation sends mail. Where it does not, whoever runs it does by hand what links would do. */
export function sendsMail(): boolean {
  return env().SMTP_URL !== undefined;
}
