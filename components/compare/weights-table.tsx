import { at, dataColour } from "#components/charts/drawing.tsx";
import { percent } from "#components/format/numbers.ts";
import { DataTable } from "#components/ui/lists/data-table.tsx";
import { roundTo } from "#lib/money/round.ts";
import type { WeightPair } from "#lib/runtime/compare/portfolio.ts";

/** The holdings of two plans. Each pair is drawn as well: a circle for A and a square for B on one line. */
export function WeightsTable({ weights }: { weights: readonly WeightPair[] }) {
  const most = Math.max(0.05, ...weights.flatMap(({ a, b }) => [a, b]));
  const scale = Math.ceil(most * 20) / 20;
  const sum = (of: "a" | "b") => weights.reduce((total, pair) => total + pair[of], 0);
  return (
    <DataTable
      caption="Weights of both runs"
      hideCaption
      stacked
      columns={[
        { name: "Kind of investment" },
        { name: "A", number: true },
        { name: "B", number: true },
        { name: "Difference", number: true },
        { name: `On a line from 0% to ${percent(scale, 0)}`, wideOnly: true },
      ]}
      rows={weights.map(({ assetClass, ticker, label, a, b }) => ({
        key: assetClass,
        head: (
          <>
            <b>{ticker}</b> <span className="text-ink-2">{label}</span>
          </>
        ),
        cells: [
          percent(a),
          percent(b),
          points(a, b),
          <Pair key="pair" a={a / scale} b={b / scale} />,
        ],
      }))}
      total={{
        key: "total",
        head: "Total",
        cells: [percent(sum("a")), percent(sum("b")), points(sum("a"), sum("b")), ""],
      }}
    />
  );
}

/** "+5.4 points" */
function points(a: number, b: number): string {
  const apart = roundTo(roundTo(b, 3) - roundTo(a, 3), 3);
  return `${apart > 0 ? "+" : ""}${percent(apart).replace("%", "")} points`;
}

const line = { width: 160, height: 20, from: 6, to: 154 };

/** The table has the same figures, so the drawing is hidden from people who cannot see it. */
function Pair({ a, b }: { a: number; b: number }) {
  const place = (share: number) => at(line.from + share * (line.to - line.from));
  const [x, y] = [place(a), place(b)];
  const middle = line.height / 2;
  return (
    <svg
      width={line.width}
      height={line.height}
      viewBox={`0 0 ${line.width} ${line.height}`}
      aria-hidden="true"
      className="keep-colour"
    >
      <line x1={line.from} x2={line.to} y1={middle} y2={middle} stroke="var(--color-line)" />
      <line x1={x} x2={y} y1={middle} y2={middle} stroke="var(--color-ink-3)" strokeWidth={2} />
      <circle
        cx={x}
        cy={middle}
        r={5}
        fill={dataColour(0)}
        stroke="var(--color-bg)"
        strokeWidth={2}
      />
      <rect
        x={at(y - 5)}
        y={middle - 5}
        width={10}
        height={10}
        fill={dataColour(1)}
        stroke="var(--color-bg)"
        strokeWidth={2}
      />
    </svg>
  );
}
