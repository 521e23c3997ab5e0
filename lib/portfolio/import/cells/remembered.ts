const caches: { clear: () => void }[] = [];

/**
 * A function of a text that keeps its answers while one file is read: files say the same thing in thousands of lines.
 */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  caches.push(known);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before!;
    const value = read(text);
    if (text.length <= 100) {
      if (known.size >= 5_000) known.clear();
      known.set(text, value);
    }
    return value;
  };
}

/** Forgets all answers. Call when a file has been read: nothing of it stays behind. */
export function forgetAnswers(): void {
  for (const cache of caches) cache.clear();
}
