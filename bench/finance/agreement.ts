import { compareSolvers } from "./compare-solvers.ts";
import { randomProblem } from "./random-problems.ts";

/** Prints how far the two solvers agree on seeded random problems: `node bench/finance/agreement.ts [count] [seed]`. */
const count = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? 1);
const start = performance.now();
const found = await compareSolvers(
  (function* problems() {
    for (let k = 0; k < count; k++) yield randomProblem(seed, k);
  })(),
);
console.log(
  JSON.stringify({
    bench: "finance.agreement",
    seed,
    seconds: (performance.now() - start) / 1000,
    ...found,
  }),
);
