import { arc, pie } from "d3-shape";

import { percent } from "#components/format/numbers.ts";

import { at, dataColour, Drawing, type Size, type Sizes } from "./drawing.tsx";
import { spread } from "./spread.ts";

export type Slice = { label: string; share: number };

const SIZES: Sizes = {
  wide: { width: 360, height: 300, narrow: false },
  narrow: { width: 358, height: 300, narrow: true },
};
const INNER = 58;
const OUTER = 90;
const LABELS = OUTER + 12;

/**
 * Shares of a whole as a ring, largest first, each named beside its part. The n-th slice has the n-th data colour, so
 * that a table beside it can have the same marks. At most eight, which `mergeSmallest` ensures.
 */
export function DonutChart({
  id,
  slices,
  title,
  tableName,
  centre,
  under,
}: {
  id: string;
  slices: readonly Slice[];
  title: string;
  tableName: string;
  /** In the middle of the ring, and a word under it. */
  centre: string;
  under: string;
}) {
  return (
    <Drawing
      id={id}
      title={title}
      description={`Ring chart of ${slices.length} parts. The same figures are in the table "${tableName}".`}
      sizes={SIZES}
      wide={<Ring size={SIZES.wide} slices={slices} centre={centre} under={under} />}
      narrow={<Ring size={SIZES.narrow} slices={slices} centre={centre} under={under} />}
    />
  );
}

/** At most `most` slices, largest first: the smallest become one called "Other". */
export function mergeSmallest(slices: readonly Slice[], most = 8): Slice[] {
  const sorted = slices.filter((slice) => slice.share > 0).toSorted((a, b) => b.share - a.share);
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1).reduce((sum, slice) => sum + slice.share, 0);
  return [...sorted.slice(0, most - 1), { label: "Other", share: rest }];
}

function Ring({
  size,
  slices,
  centre,
  under,
}: {
  size: Size;
  slices: readonly Slice[];
  centre: string;
  under: string;
}) {
  const middle = { x: size.width / 2, y: size.height / 2 };
  const inGivenOrder = pie<Slice>()
    .value((slice) => slice.share)
    .sortValues(null);
  const parts = inGivenOrder([...slices]);
  const shape = arc<(typeof parts)[number]>().innerRadius(INNER).outerRadius(OUTER).digits(1);
  return (
    <>
      <g
        transform={`translate(${middle.x} ${middle.y})`}
        stroke="var(--color-bg)"
        strokeWidth={2}
        strokeLinejoin="round"
      >
        {parts.map((part, i) => (
          <path
            key={part.data.label}
            d={shape(part) ?? ""}
            fill={dataColour(i)}
            className="keep-colour"
          />
        ))}
      </g>
      <RingLabels parts={parts} middle={middle} height={size.height} />
      <text x={middle.x} y={middle.y - 2} textAnchor="middle" className="strong" fontSize={22}>
        <tspan fontSize={centre.length > 9 ? 17 : 22}>{centre}</tspan>
      </text>
      <text x={middle.x} y={middle.y + 18} textAnchor="middle">
        {under}
      </text>
    </>
  );
}

type Part = { data: Slice; startAngle: number; endAngle: number };

/** Names outside the ring, beside their parts, moved apart where parts are small. */
function RingLabels({
  parts,
  middle,
  height,
}: {
  parts: readonly Part[];
  middle: { x: number; y: number };
  height: number;
}) {
  const labels = parts.map((part) => {
    const angle = (part.startAngle + part.endAngle) / 2;
    const side = Math.sin(angle) >= 0 ? ("right" as const) : ("left" as const);
    return { slice: part.data, side, dy: -Math.cos(angle) * LABELS };
  });
  return (["right", "left"] as const).flatMap((side) => {
    const own = labels.filter((label) => label.side === side);
    const heights = spread(
      own.map((label) => middle.y + label.dy),
      17,
      14,
      height - 10,
    );
    return own.map(({ slice }, i) => {
      const y = heights[i]!;
      const dy = Math.min(Math.abs(y - middle.y), LABELS);
      const reach = Math.max(Math.sqrt(LABELS ** 2 - dy ** 2), 10);
      const x = side === "right" ? middle.x + reach : middle.x - reach;
      return (
        <text
          key={slice.label}
          x={at(x)}
          y={at(y + 4)}
          textAnchor={side === "right" ? "start" : "end"}
        >
          <tspan className="strong">{slice.label}</tspan> {percent(slice.share)}
        </text>
      );
    });
  });
}
