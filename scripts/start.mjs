import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/start.ts", process.argv.slice(2));
