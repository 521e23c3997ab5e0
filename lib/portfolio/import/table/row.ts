/** The cells of one line and the number of the line in the file: its first one, where it spans several. */
export type Row = {
  readonly line: number;
  readonly cells: readonly string[];
  /** Cells of a spreadsheet that are numbers, whatever they look like. */
  readonly numbers?: ReadonlyMap<number, number>;
  /** Why the line cannot be cut into cells. */
  readonly broken?: string;
};

/** Whether nothing stands in a line. */
export function isEmpty({ cells }: Row): boolean {
  return cells.every((cell) => cell === "");
}

/** The cells of a line that have anything in them. */
export function filled({ cells }: Row): string[] {
  return cells.filter((cell) => cell !== "");
}
