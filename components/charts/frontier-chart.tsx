import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

import { percent } from "#components/format/numbers.ts";

import { ColumnAxis, RowAxis } from "./axes.tsx";
import { at, dataColour, Drawing, type Size, type Sizes } from "./drawing.tsx";
import { placeLabels, type Placed } from "./place-labels.ts";

export type RiskReturn = { risk: number; return: number };
export type FrontierPoint = RiskReturn & {
  label: string;
  /** The proposed portfolio is a filled circle, others on the line an open one, the present holdings a square. */
  mark: "filled" | "open" | "square";
};

const SIZES: Sizes = {
  wide: { width: 960, height: 360, narrow: false },
  narrow: { width: 358, height: 260, narrow: true },
};

/** The highest expected return at each level of risk, with named portfolios. Risk and return are yearly fractions. */
export function FrontierChart({
  id,
  frontier,
  points,
  tableName,
  sizes = SIZES,
}: {
  id: string;
  frontier: readonly RiskReturn[];
  points: readonly FrontierPoint[];
  /** The caption of the table with the same figures. Without one, the points are described in words. */
  tableName?: string;
  sizes?: Sizes;
}) {
  const where = tableName
    ? `Its ${points.length} points are in the table "${tableName}".`
    : points.map((point) => `${point.label}: ${inWords(point)}.`).join(" ");
  return (
    <Drawing
      id={id}
      title="Efficient frontier"
      description={`Line of the highest expected return at each level of volatility. ${where}`}
      sizes={sizes}
      wide={<FrontierBody size={sizes.wide} frontier={frontier} points={points} />}
      narrow={<FrontierBody size={sizes.narrow} frontier={frontier} points={points} />}
    />
  );
}

function FrontierBody({
  size,
  frontier,
  points,
}: {
  size: Size;
  frontier: readonly RiskReturn[];
  points: readonly FrontierPoint[];
}) {
  const frame = { left: 44, right: size.width - 16, top: 28, bottom: size.height - 44 };
  const all = [...frontier, ...points];
  const x = axis(
    all.map((p) => p.risk),
    [frame.left, frame.right],
    size.narrow ? 5 : 7,
  );
  const y = axis(
    all.map((p) => p.return),
    [frame.bottom, frame.top],
    5,
    0.14,
  );
  const path = line<RiskReturn>(
    (p) => at(x.scale(p.risk)),
    (p) => at(y.scale(p.return)),
  );
  const spots = points.map((p) => ({ x: at(x.scale(p.risk)), y: at(y.scale(p.return)) }));
  const onLine = frontier.map((p) => ({ x: x.scale(p.risk), y: y.scale(p.return) }));
  const labels = placeLabels(spots, onLine, frame);
  return (
    <>
      <RowAxis
        y={y.scale}
        ticks={y.ticks}
        left={frame.left}
        right={frame.right}
        write={wholePercent}
      />
      <ColumnAxis x={x.scale} ticks={x.ticks} bottom={frame.bottom} write={wholePercent} />
      <text x={frame.right} y={size.height - 6} textAnchor="end">
        Volatility, a year
      </text>
      <text x={0} y={14}>
        Expected return, a year
      </text>
      <path d={path(frontier) ?? ""} fill="none" stroke={dataColour(0)} strokeWidth={2} />
      {points.map((point, i) => (
        <Mark key={point.label} mark={point.mark} {...spots[i]!} />
      ))}
      {points.map((point, i) => (
        <PointLabel key={point.label} point={point} place={labels[i]!} />
      ))}
    </>
  );
}

function PointLabel({ point, place }: { point: FrontierPoint; place: Placed }) {
  return (
    <text x={at(place.x)} y={at(place.y)} textAnchor={place.anchor}>
      <tspan className="strong">{point.label}</tspan>
      <tspan x={at(place.x)} dy={17}>
        {inWords(point)}
      </tspan>
    </text>
  );
}

function inWords(point: RiskReturn): string {
  return `${percent(point.return)} at ${percent(point.risk)}`;
}

function Mark({ mark, x, y }: { mark: FrontierPoint["mark"]; x: number; y: number }) {
  if (mark === "square") {
    const side = 12;
    return (
      <rect
        x={at(x - side / 2)}
        y={at(y - side / 2)}
        width={side}
        height={side}
        fill={dataColour(1)}
        stroke="var(--color-surface)"
        strokeWidth={2}
      />
    );
  }
  const open = mark === "open";
  return (
    <circle
      cx={x}
      cy={y}
      r={open ? 5 : 7}
      fill={open ? "var(--color-surface)" : dataColour(0)}
      stroke={open ? dataColour(0) : "var(--color-surface)"}
      strokeWidth={2}
    />
  );
}

/** A scale that ends at round values, and those values. `room` is the free share at its low end. */
function axis(values: readonly number[], range: [number, number], count: number, room = 0.02) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || 0.01;
  const scale = scaleLinear([low - span * room, high + span * 0.02], range).nice(count);
  return { scale, ticks: scale.ticks(count) };
}

function wholePercent(value: number): string {
  return percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1);
}
