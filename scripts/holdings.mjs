import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/holdings.ts", process.argv.slice(2));
