/** How large a body may be, and how long it may take to arrive in full. */
export type BodyLimit = { readonly bytes: number; readonly ms: number; readonly words: string };

const kibibyte = 1024;

/**
 * The limit of every body, by the beginning of its address; the first that fits holds. Pages take forms, whose files
 * are lists of holdings; Next itself takes no more than 1 MiB for an action. Each must arrive at the rate of a slow
 * phone.
 */
const limits: readonly (BodyLimit & { readonly under: string; readonly last?: string })[] = [
  // The page of the step says that a file is too large, so one that is some times too large is let through to it.
  {
    under: "/api/executions/",
    last: "/holdings/",
    bytes: 16 * 1024 * kibibyte,
    ms: 60_000,
    words: "1 MB",
  },
  { under: "/api/auth/", bytes: 16 * kibibyte, ms: 10_000, words: "16 KiB" },
  { under: "/api/", bytes: 1024 * kibibyte, ms: 30_000, words: "1 MiB" },
  { under: "/", bytes: 1024 * kibibyte, ms: 30_000, words: "1 MiB" },
];

/** The limit of a body that is sent to this path. */
export function bodyLimitOf(path: string): BodyLimit {
  // As the router reads it: an escaped letter must not lead past a lower limit.
  const readable = decoded(path)
    .replaceAll(/[/\\]+/gu, "/")
    .toLowerCase();
  const address = `${readable}/`.replace(/\/\/$/u, "/");
  const fits = ({ under, last = "" }: (typeof limits)[number]) =>
    address.startsWith(under) && address.endsWith(last);
  return limits.find(fits) ?? limits[1]!;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
