import type { ScaleLinear } from "d3-scale";

import { at } from "./drawing.tsx";

type Scale = ScaleLinear<number, number>;

/** Lines across at each tick, with their values at the left. The lowest is the axis. */
export function RowAxis({
  y,
  ticks,
  left,
  right,
  write,
}: {
  y: Scale;
  ticks: readonly number[];
  left: number;
  right: number;
  write: (value: number) => string;
}) {
  return ticks.map((tick, i) => (
    <g key={tick}>
      <line
        className={i === 0 ? "axis-line" : "grid-line"}
        x1={left}
        x2={right}
        y1={at(y(tick))}
        y2={at(y(tick))}
      />
      <text x={left - 8} y={at(y(tick) + 4)} textAnchor="end">
        {write(tick)}
      </text>
    </g>
  ));
}

/** Values under the axis, each with a small mark. */
export function ColumnAxis({
  x,
  ticks,
  bottom,
  write,
}: {
  x: Scale;
  ticks: readonly number[];
  bottom: number;
  write: (value: number) => string;
}) {
  return ticks.map((tick) => (
    <g key={tick}>
      <line className="axis-line" x1={at(x(tick))} x2={at(x(tick))} y1={bottom} y2={bottom + 5} />
      <text x={at(x(tick))} y={bottom + 20} textAnchor="middle">
        {write(tick)}
      </text>
    </g>
  ));
}
