// npm run bench [-- engine|finance [SECONDS]]: one line of JSON per measurement; everything unless one is named.
import { argv, exit } from "node:process";

const benches = {
  engine: async () => await import("./engine/bench.ts"),
  finance: async () => await import("./finance/bench.ts"),
};

const [wanted] = argv.slice(2);
const asked = Object.entries(benches).filter(([name]) => wanted === undefined || name === wanted);
if (asked.length === 0) {
  console.error("Write: npm run bench [-- engine|finance [SECONDS]]");
  exit(2);
}
for (const [, measure] of asked) await measure();
exit();
