import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("bench/engine.ts", process.argv.slice(2));
