import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/confirm.ts", process.argv.slice(2));
