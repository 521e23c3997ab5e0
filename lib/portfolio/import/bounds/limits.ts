/** What an import reads at most. A file above any of these is not a table of what somebody holds. */
export const importLimits = {
  fileBytes: 1_000_000,
  /** Holdings as they are sent to the step that takes them. */
  keptCharacters: 1_000_000,
  lines: 10_000,
  columns: 200,
  cellCharacters: 2_000,
  /** A quoted cell may go over several lines; one that goes on longer was never closed. */
  cellLines: 20,
  /** All parts of a spreadsheet together, when they are unpacked. */
  unpackedBytes: 30_000_000,
  unpackedParts: 500,
} as const;

export const fileLimitText = "1 MB";
