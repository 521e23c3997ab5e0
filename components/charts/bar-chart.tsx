import { scaleLinear } from "d3-scale";

import { at, dataColour, Drawing, type Size } from "./drawing.tsx";

export type Bar = { label: string; value: number };

const ROW = 32;

/** Amounts side by side, each with its name and its value: no axis is needed to read them. Values may be negative. */
export function BarChart({
  id,
  bars,
  title,
  tableName,
  write,
}: {
  id: string;
  bars: readonly Bar[];
  title: string;
  tableName: string;
  write: (value: number) => string;
}) {
  const height = bars.length * ROW;
  const sizes = {
    wide: { width: 960, height, narrow: false },
    narrow: { width: 358, height: height * 1.5, narrow: true },
  };
  return (
    <Drawing
      id={id}
      title={title}
      description={`${bars.length} bars. The same figures are in the table "${tableName}".`}
      sizes={sizes}
      wide={<Bars size={sizes.wide} bars={bars} write={write} />}
      narrow={<Bars size={sizes.narrow} bars={bars} write={write} />}
    />
  );
}

function Bars({
  size,
  bars,
  write,
}: {
  size: Size;
  bars: readonly Bar[];
  write: (value: number) => string;
}) {
  const row = size.narrow ? ROW * 1.5 : ROW;
  const left = size.narrow ? 0 : 240;
  const values = bars.map((bar) => bar.value);
  const domain = [Math.min(0, ...values), Math.max(0, ...values, Number.EPSILON)];
  const x = scaleLinear(domain, [left, size.width - 88]);
  const zero = at(x(0));
  return (
    <>
      {bars.map((bar, i) => {
        const top = i * row + (size.narrow ? 24 : 8);
        const end = at(x(bar.value));
        return (
          <g key={bar.label}>
            <text x={0} y={size.narrow ? top - 6 : top + 13}>
              {bar.label}
            </text>
            <rect
              x={Math.min(zero, end)}
              y={top}
              width={Math.max(2, at(Math.abs(end - zero)))}
              height={16}
              rx={2}
              fill={bar.value < 0 ? dataColour(1) : dataColour(0)}
              className="keep-colour"
            />
            <text x={Math.max(zero, end) + 8} y={top + 13} className="strong">
              {write(bar.value)}
            </text>
          </g>
        );
      })}
      <line className="axis-line" x1={zero} x2={zero} y1={0} y2={size.height} />
    </>
  );
}
