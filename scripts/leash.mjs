// Preloaded into a child process: ends it when its parent is gone, even by kill -9.
process.once("disconnect", () => process.exit(1));
process.channel?.unref();
