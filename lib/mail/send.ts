import { createTransport } from "nodemailer";

import { appUrl, env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import type { Letter } from "./letter.ts";

/** How long the mail server may take for each step: a job waits for it, no page does. */
const timeoutMs = 15_000;

/**
 * Gives a letter to the mail server, and settles once that has taken it. Throws where it has not: the caller tries
 * again later. The letter goes to this one address, and never to what somebody wrote into it.
 */
export async function sendMail(to: string, letter: Letter): Promise<void> {
  const { SMTP_URL } = env();
  if (SMTP_URL === undefined) throw new AppError("unavailable", "No mail is sent from here.");
  const transport = createTransport(
    {
      url: SMTP_URL,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      // a letter is text of ours: it fetches nothing and reads no files
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: sender() },
  );
  try {
    await transport.sendMail({ ...letter, to: { name: "", address: to } });
  } finally {
    transport.close();
  }
}

function sender(): string {
  return env().MAIL_FROM ?? `InvestByYourself <no-reply@${new URL(appUrl()).hostname}>`;
}
