// Preloaded into the build: ends it when its parent is gone, even by kill -9.
process.once("disconnect", () => process.exit(1));
// The build ends when its work is done, not when its parent hangs up. Its workers, which load this
// too, live by that channel instead.
if (process.argv[1]?.endsWith("next/dist/bin/next")) process.channel?.unref();
