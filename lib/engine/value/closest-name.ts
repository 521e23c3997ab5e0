/** The name of `known` that was most likely meant by `written`; `null` when none is near. */
export function closestName(written: string, known: Iterable<string>): string | null {
  const bound = Math.max(1, Math.floor(written.length / 3));
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    if (Math.abs(name.length - written.length) > bound) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance <= bound && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** How many letters must be added, removed, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, i) => i),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
