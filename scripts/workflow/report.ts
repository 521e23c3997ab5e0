/** The result of a command: for programs as one JSON value, for people as lines. */
export type Report = { json: unknown; lines: readonly string[]; failed?: boolean };
