import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("bench/bench.ts", process.argv.slice(2));
