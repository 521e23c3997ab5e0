// npm run bench [-- engine|finance|workers|memory [SECONDS or RUNS]]: one line of JSON per measurement. Without a name
// it runs all but memory, which takes a hundred thousand runs.
import { argv, exit } from "node:process";

const benches = {
  engine: async () => await import("./engine/bench.ts"),
  finance: async () => await import("./finance/bench.ts"),
  workers: async () => await import("./workers/bench.ts"),
  memory: async () => await import("./memory/bench.ts"),
};

const [wanted] = argv.slice(2);
const asked = Object.entries(benches).filter(([name]) =>
  wanted === undefined ? name !== "memory" : name === wanted,
);
if (asked.length === 0) {
  console.error("Write: npm run bench [-- engine|finance|workers|memory [SECONDS or RUNS]]");
  exit(2);
}
for (const [, measure] of asked) await measure();
exit();
