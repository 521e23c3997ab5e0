import { Choice } from "#components/ui/fields/choice.tsx";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import type { Reading } from "#lib/portfolio/import/reading/reading.ts";

/** The lines of the table that are no holdings, each with its reason and, where there is one, a way back. */
export function LeftOutTable({ leftOut }: Pick<Reading, "leftOut">) {
  return (
    <DataTable
      caption="Lines left out"
      hideCaption
      stacked
      columns={[
        { name: "Line" },
        { name: "In the file" },
        { name: "Why it is left out" },
        { name: "What you can do", hiddenName: true },
      ]}
      rows={leftOut.slice(0, 1_000).map(({ line, text, reason, mayKeep }) => ({
        key: String(line),
        head: `Line ${line}`,
        cells: [
          <span key="text" className="font-mono [overflow-wrap:anywhere]">
            {text}
          </span>,
          reason,
          mayKeep && (
            <Choice key="keep" kind="checkbox" name="keep" value={String(line)} checked={false}>
              Keep it <span className="sr-only">: line {line}</span>
            </Choice>
          ),
        ],
      }))}
    />
  );
}
