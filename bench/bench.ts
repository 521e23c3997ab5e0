// npm run bench [-- engine|finance [SECONDS]]: one line of JSON per measurement; everything unless one is named.
const benches = {
  engine: async () => await import("./engine.ts"),
  finance: async () => await import("./finance/bench.ts"),
};

const [wanted] = process.argv.slice(2);
const asked = Object.entries(benches).filter(([name]) => wanted === undefined || name === wanted);
if (asked.length === 0) {
  console.error("Write: npm run bench [-- engine|finance [SECONDS]]");
  process.exit(2);
}
for (const [, measure] of asked) await measure();
process.exit();

export {};
