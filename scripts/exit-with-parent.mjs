// Preloaded into the build: ends it when its parent ends, even by kill -9.
process.once("disconnect", () => process.exit(1));
// The build ends when its work is done, not when its parent disconnects. Its workers, which load this too, need that
// channel to stay alive instead.
if (process.argv[1]?.endsWith("next/dist/bin/next")) process.channel?.unref();
