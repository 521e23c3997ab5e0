import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/workflow.ts", process.argv.slice(2));
