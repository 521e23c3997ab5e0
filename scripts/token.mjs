import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/token.ts", process.argv.slice(2));
