import { runOnPinnedNode } from "./bootstrap.mjs";

runOnPinnedNode("scripts/account.ts", process.argv.slice(2));
