import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/check.ts", process.argv.slice(2));
