import { refuse } from "#lib/finance/errors.ts";
import { solveDense } from "#lib/finance/linear/linear-algebra.ts";

/**
 * Refuses views that cannot all be taken: A·p = surprise, k×k, has no solution. Only views without doubt can (any
 * doubt adds to the diagonal), or views on a mix without risk, whose return no view can change. Names the fewest of
 * them that contradict each other.
 */
export function requireAgreement(
  gain: Float64Array,
  surprise: Float64Array,
  names: readonly string[],
): void {
  let members = names.map((_, i) => i);
  if (agrees(gain, surprise, members)) return;
  for (const member of names.keys()) {
    const rest = members.filter((other) => other !== member);
    if (!agrees(gain, surprise, rest)) members = rest;
  }
  const named = members.map((i) => names[i]!);
  if (named.length === 1)
    refuse(
      `The ${named[0]} cannot be taken: it is about a mix without risk, whose return is settled. Leave it out.`,
    );
  refuse(
    `These views contradict each other: ${named.slice(0, -1).join(", ")} and ${named.at(-1)}. Lower the confidence of one of them, or leave it out.`,
  );
}

function agrees(gain: Float64Array, surprise: Float64Array, members: readonly number[]): boolean {
  const k = members.length;
  if (k === 0) return true;
  const all = surprise.length;
  // Scaled to a diagonal of 1, so that views on calm and on wild assets are held to one tolerance.
  const scale = members.map((i) => 1 / Math.sqrt(Math.max(gain[i * all + i]!, 1e-300)));
  const matrix = new Float64Array(k * k);
  members.forEach((i, a) =>
    members.forEach((j, b) => (matrix[a * k + b] = gain[i * all + j]! * scale[a]! * scale[b]!)),
  );
  const wanted = Float64Array.from(members, (i, a) => surprise[i]! * scale[a]!);
  const [found] = solveDense(matrix.slice(), k, [wanted.slice()]);
  const size = Math.max(...wanted.map(Math.abs));
  return wanted.every((value, a) => {
    let sum = 0;
    for (let b = 0; b < k; b++) sum += matrix[a * k + b]! * found![b]!;
    return Math.abs(sum - value) <= 1e-7 * size;
  });
}
