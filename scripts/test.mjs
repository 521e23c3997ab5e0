import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/test.ts", process.argv.slice(2));
