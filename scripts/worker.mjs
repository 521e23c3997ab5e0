import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/worker.ts", process.argv.slice(2));
