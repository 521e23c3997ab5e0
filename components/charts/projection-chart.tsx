import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

import { roundMoney, shortEstimate, shortMoney } from "#components/format/numbers.ts";

import { ColumnAxis, RowAxis } from "./axes.tsx";
import { at, dataColour, Drawing, type Size, type Sizes } from "./drawing.tsx";
import { spread } from "./spread.ts";

/** One year of a projection: 1 in 10 outcomes is under `lower`, 1 in 10 over `upper`. */
export type Outlook = { year: number; lower: number; middle: number; upper: number };

const SIZES: Sizes = {
  wide: { width: 960, height: 360, narrow: false },
  narrow: { width: 358, height: 280, narrow: true },
};

const lines = [
  { key: "upper", name: "Upper line (90%)", dash: "6 4", width: 1.5 },
  { key: "middle", name: "Middle (50%)", dash: undefined, width: 2.5 },
  { key: "lower", name: "Lower line (10%)", dash: "2 4", width: 1.5 },
] as const;

/** Possible amounts over time, as three lines with different dashes, each named at its end. */
export function ProjectionChart({
  id,
  outlook,
  title,
  tableName,
  currency = "USD",
  valueName = "Value, before inflation",
}: {
  id: string;
  outlook: readonly Outlook[];
  title: string;
  tableName: string;
  currency?: string;
  valueName?: string;
}) {
  const [first, last] = [outlook[0], outlook.at(-1)];
  if (!first || !last) return null;
  const drawn = { outlook, currency, valueName };
  return (
    <Drawing
      id={id}
      title={title}
      description={`Three lines from ${first.year} to ${last.year}: lower, middle and upper. The same figures are in the table "${tableName}".`}
      sizes={SIZES}
      wide={<Fan size={SIZES.wide} {...drawn} />}
      narrow={<Fan size={SIZES.narrow} {...drawn} />}
    />
  );
}

function Fan({
  size,
  outlook,
  currency,
  valueName,
}: {
  size: Size;
  outlook: readonly Outlook[];
  currency: string;
  valueName: string;
}) {
  const frame = {
    left: 56,
    right: size.width - (size.narrow ? 64 : 150),
    top: 26,
    bottom: size.height - 40,
  };
  const last = outlook.at(-1)!;
  const years: [number, number] = [outlook[0]!.year, last.year];
  const x = scaleLinear(years, [frame.left, frame.right]);
  const highest = Math.max(...outlook.map((moment) => moment.upper));
  const y = scaleLinear([0, highest], [frame.bottom, frame.top]).nice(4);
  return (
    <>
      <text x={0} y={12}>
        {valueName}
      </text>
      <RowAxis
        y={y}
        ticks={y.ticks(4)}
        left={frame.left}
        right={frame.right}
        write={(value) => shortMoney(value, currency)}
      />
      <ColumnAxis
        x={x}
        ticks={yearTicks(years, size.narrow ? 3 : 5)}
        bottom={frame.bottom}
        write={String}
      />
      <FanLines x={x} y={y} outlook={outlook} />
      <FanEnds size={size} x={at(x(last.year))} y={y} last={last} currency={currency} />
    </>
  );
}

type Scale = (value: number) => number;

function FanLines({ x, y, outlook }: { x: Scale; y: Scale; outlook: readonly Outlook[] }) {
  const px = (moment: Outlook) => at(x(moment.year));
  const band = area<Outlook>(
    px,
    (moment) => at(y(moment.lower)),
    (moment) => at(y(moment.upper)),
  );
  return (
    <>
      <path d={band(outlook) ?? ""} fill={dataColour(0)} fillOpacity={0.12} />
      {lines.map(({ key, dash, width }) => (
        <path
          key={key}
          d={line<Outlook>(px, (moment) => at(y(moment[key])))(outlook) ?? ""}
          fill="none"
          stroke={dataColour(0)}
          strokeWidth={width}
          strokeDasharray={dash}
        />
      ))}
    </>
  );
}

function FanEnds({
  size,
  x,
  y,
  last,
  currency,
}: {
  size: Size;
  x: number;
  y: Scale;
  last: Outlook;
  currency: string;
}) {
  const write = size.narrow ? shortEstimate : roundMoney;
  const gap = size.narrow ? 17 : 38;
  const heights = spread(
    lines.map(({ key }) => y(last[key])),
    gap,
    16,
    size.height - 56,
  );
  return lines.map(({ key, name }, i) => (
    <g key={key}>
      <circle
        cx={x}
        cy={at(y(last[key]))}
        r={4}
        fill={dataColour(0)}
        stroke="var(--color-bg)"
        strokeWidth={2}
      />
      <text x={x + 12} y={at(heights[i]! + (size.narrow ? 4 : -3))} className="strong">
        {write(last[key], currency)}
      </text>
      {!size.narrow && (
        <text x={x + 12} y={at(heights[i]! + 14)}>
          {name}
        </text>
      )}
    </g>
  ));
}

/** Whole years, the first and the last among them, about as many as there is room for. */
function yearTicks([from, to]: [number, number], count: number): number[] {
  const step = Math.max(1, Math.round((to - from) / (count - 1)));
  const years: number[] = [];
  for (let year = from; year <= to - step / 2; year += step) years.push(year);
  return [...years, to];
}
