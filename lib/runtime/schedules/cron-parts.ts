import { Cron } from "croner";

const parts = [
  { name: "minute", range: "from 0 to 59" },
  { name: "hour", range: "from 0 to 23" },
  { name: "day of the month", range: "from 1 to 31" },
  { name: "month", range: "from 1 to 12, or JAN to DEC" },
  { name: "day of the week", range: "from 0 to 7, where 0 and 7 are Sunday, or SUN to SAT" },
] as const;

/** Which part of a rule cannot be read, in a sentence; `null` where each can for itself. */
export function wrongPart(cron: string): string | null {
  const given = cron
    .trim()
    .split(/\s+/u)
    .filter((part) => part !== "");
  if (given.length !== parts.length) {
    const count = given.length === 1 ? "1 part" : `${given.length} parts`;
    return `Write the rule in five parts: minute, hour, day, month, day of the week. This one has ${count}`;
  }
  for (const [at, { name, range }] of parts.entries()) {
    const part = given[at]!;
    const alone = parts.map((_, other) => (other === at ? part : "*")).join(" ");
    if (!isReadable(alone)) return `The ${name} "${part}" cannot be used: it goes ${range}`;
  }
  return null;
}

function isReadable(cron: string): boolean {
  try {
    return new Cron(cron, { mode: "5-part", paused: true }).getPattern() !== undefined;
  } catch {
    return false; // the library refuses by throwing
  }
}
