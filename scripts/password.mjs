import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/password.ts", process.argv.slice(2));
