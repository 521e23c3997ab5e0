export type Spot = { x: number; y: number };
export type Box = { left: number; right: number; top: number; bottom: number };
export type Placed = { x: number; y: number; anchor: "start" | "end" };

const GAP = 12;

/**
 * Puts a label of two lines beside each point so that no label covers another, a point or the line, as far as there is
 * room. Earlier points choose first. `y` is the base of the label's first line.
 */
export function placeLabels(
  points: readonly Spot[],
  line: readonly Spot[],
  frame: Box,
  size = { width: 96, line: 17 },
): Placed[] {
  const path = densely(line);
  const taken: Box[] = points.map(({ x, y }) => around(x, y, 8));
  return points.map((point) => {
    const candidates = spots(point, size.line);
    const costs = candidates.map((spot) => costOf(boxOf(spot, size), taken, path, frame));
    const best = candidates[costs.indexOf(Math.min(...costs))]!;
    taken.push(boxOf(best, size));
    return best;
  });
}

/** The line as spots close enough together that a label cannot slip between two of them. */
function densely(line: readonly Spot[]): Spot[] {
  return line.flatMap((from, i) => {
    const to = line[i + 1] ?? from;
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 4));
    return Array.from({ length: steps }, (_, k) => ({
      x: from.x + ((to.x - from.x) * k) / steps,
      y: from.y + ((to.y - from.y) * k) / steps,
    }));
  });
}

/** Above left and below right come first, since a rising line leaves them free. Then beside it, then the other two. */
function spots({ x, y }: Spot, line: number): Placed[] {
  const above = y - GAP - line;
  const below = y + GAP + 12;
  return [
    { x: x - 8, y: above, anchor: "end" },
    { x: x + GAP, y: below, anchor: "start" },
    { x: x + GAP + 4, y: y + 6, anchor: "start" },
    { x: x + GAP, y: above, anchor: "start" },
    { x: x - GAP, y: below, anchor: "end" },
  ];
}

function boxOf(spot: Placed, size: { width: number; line: number }): Box {
  const left = spot.anchor === "start" ? spot.x : spot.x - size.width;
  return { left, right: left + size.width, top: spot.y - 12, bottom: spot.y + size.line + 4 };
}

/** Running out of the frame is worst, then covering words or points, then touching the line. */
function costOf(box: Box, taken: readonly Box[], line: readonly Spot[], frame: Box): number {
  const outside =
    Math.max(0, frame.left - box.left) +
    Math.max(0, box.right - frame.right) +
    Math.max(0, frame.top - box.top) +
    Math.max(0, box.bottom - frame.bottom);
  const covered = taken.filter((other) => overlaps(box, other)).length;
  const onLine = line.filter((spot) => overlaps(box, around(spot.x, spot.y, 2))).length;
  return outside * 4 + covered * 100 + onLine * 10;
}

function around(x: number, y: number, by: number): Box {
  return { left: x - by, right: x + by, top: y - by, bottom: y + by };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
