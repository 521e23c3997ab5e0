import type { IncomingMessage } from "node:http";

import { AppError } from "#lib/errors.ts";

/** Refuses a form that cannot be read as one: what works on it would take that for a failure of its own. */
export async function refuseUnreadableForm(
  { headers }: IncomingMessage,
  body: Buffer<ArrayBuffer>,
): Promise<void> {
  const type = headers["content-type"] ?? "";
  if (!type.toLowerCase().startsWith("multipart/")) return;
  try {
    await new Response(body, { headers: { "content-type": type } }).formData();
  } catch {
    throw new AppError("invalid", "This form cannot be read. Load the page again, then send it.");
  }
}
