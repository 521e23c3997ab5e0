// npm run check: all checks that need no database and no browser.
import { spawn } from "node:child_process";

import { command, print } from "./terminal.ts";

const bin = "node_modules";
type Check = { name: string; args: string[] };

/** Two lanes, since at least two processors are expected. A lane goes on after a failure. */
const lanes: Check[][] = [
  [
    { name: "lint", args: [`${bin}/oxlint/bin/oxlint`] },
    { name: "format", args: [`${bin}/oxfmt/bin/oxfmt`, "--check"] },
    { name: "dead code", args: [`${bin}/knip/bin/knip.js`] },
  ],
  [
    { name: "route types", args: [`${bin}/next/dist/bin/next`, "typegen"] },
    { name: "types", args: [`${bin}/typescript/bin/tsc`, "--noEmit"] },
    {
      name: "unit tests",
      args: [`${bin}/vitest/vitest.mjs`, "run", "--project", "unit", "--project", "components"],
    },
  ],
];

await command(async () => {
  const good = await Promise.all(lanes.map(runLane));
  if (!good.every(Boolean)) process.exitCode = 1;
});
process.exit();

async function runLane(lane: Check[]): Promise<boolean> {
  let good = true;
  for (const check of lane) good = (await run(check)) && good;
  return good;
}

async function run({ name, args }: Check): Promise<boolean> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  print(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (code !== 0) print(output);
  return code === 0;
}
