/** The known part of a text, and the attempt that writes it. */
export type GrowingText = { readonly token: string | null; readonly text: string };

export type Piece = { readonly token: string; readonly offset: number; readonly text: string };

/**
 * The text with one more piece. Pieces may come again after a lost connection, so each is placed by its offset. Another
 * token is another attempt, which starts from nothing. The text that came with the page has no token, and stays while
 * pieces agree.
 */
export function grow(known: GrowingText, { offset, text, token }: Piece): GrowingText {
  const before = known.token === null || known.token === token ? known.text : "";
  if (before.startsWith(text, offset)) return { token, text: before };
  return { token, text: before.slice(0, offset) + text };
}
