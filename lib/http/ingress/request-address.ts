import { AppError } from "#lib/errors.ts";

/**
 * Refuses an address that nothing can be found under: one with an escape that is no UTF-8 text (half a surrogate pair
 * included), or with the null character, which PostgreSQL keeps in no text, and one that is not a path at all.
 */
export function refuseUnreadableAddress(url: string): void {
  if (!url.startsWith("/")) throw new AppError("invalid", "An address begins with a slash.");
  const [path = "", query = ""] = url.split(/\?(.*)/su, 2);
  const once = readable(path);
  readable(query);
  // Ids in a path may have been encoded twice, and are then decoded once more where they are read.
  if (decoded(once)?.includes("\0")) throw unreadable();
}

function readable(part: string): string {
  const text = decoded(part);
  if (text === null || text.includes("\0")) throw unreadable();
  return text;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function unreadable(): AppError {
  const sentence = "This address has characters that cannot be read. Check it, or go back.";
  return new AppError("invalid", sentence);
}
