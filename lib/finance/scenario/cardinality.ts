import { refuse } from "#lib/finance/errors.ts";
import type { InteriorProgram } from "#lib/finance/solver/program.ts";

/** Few holdings in a scenario problem: at most `max` of these places held, and none held below `minPosition`. */
export type ScenarioCounts = {
  counts?: readonly { members: readonly number[]; max: number }[];
  minPosition?: number;
};

/**
 * The program with a yes-or-no variable zᵢ per asset: lowerᵢ·zᵢ ≤ wᵢ ≤ upperᵢ·zᵢ, wᵢ ≥
 * minPosition·zᵢ, Σ z ≤ max per group. Needs finite bounds that allow zero; throws `invalid_input` otherwise.
 * `integer` marks the new variables for HiGHS.
 */
export function withCounts(
  program: InteriorProgram,
  n: number,
  { counts = [], minPosition = 0 }: ScenarioCounts,
): { program: InteriorProgram; integer: Uint8Array } {
  const { size } = program;
  const grown = (values: Float64Array, fill: number) => {
    const out = new Float64Array(size + n).fill(fill);
    out.set(values);
    return out;
  };
  const rows = [...program.rows];
  for (let i = 0; i < n; i++) {
    const low = program.lower[i]!;
    const high = program.upper[i]!;
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > 0 || high < 0)
      refuse("Few holdings need finite limits that let an asset be left out.");
    if (low < 0 && minPosition > 0) refuse("A least position needs long-only limits.");
    rows.push({ index: [i, size + i], value: [1, -high], min: -Infinity, max: 0 });
    rows.push({
      index: [i, size + i],
      value: [1, -Math.max(low, minPosition)],
      min: 0,
      max: Infinity,
    });
  }
  for (const { members, max } of counts)
    rows.push({
      index: members.map((i) => size + i),
      value: members.map(() => 1),
      min: -Infinity,
      max,
    });
  const upper = grown(program.upper, 1);
  return {
    program: {
      ...program,
      size: size + n,
      linear: grown(program.linear, 0),
      lower: grown(program.lower, 0),
      upper,
      rows,
    },
    integer: new Uint8Array(size + n).fill(1, size),
  };
}

/**
 * The program once the holdings are chosen: what the mixed-integer answer leaves out is zero, what it holds is at least
 * the least.
 */
export function onlyHeld(
  program: InteriorProgram,
  answer: Float64Array,
  n: number,
  { minPosition = 0 }: ScenarioCounts,
): InteriorProgram {
  const lower = program.lower.slice();
  const upper = program.upper.slice();
  for (let i = 0; i < n; i++) {
    const held = answer[program.size + i]! > 0.5;
    if (held) lower[i] = Math.max(lower[i]!, minPosition);
    else lower[i] = upper[i] = 0;
  }
  return { ...program, lower, upper };
}
