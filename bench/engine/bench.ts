import { chains, fanOuts } from "./chains.ts";
import { graph, growth } from "./graph.ts";
import { jobFanOut, jobPickUp } from "./jobs.ts";
// The cost of the engine: one JSON line per measurement. Ratios compare turns of one run and stay true on a busy
// machine. Times in milliseconds say most on a quiet one.
import { answers, signals } from "./parked.ts";
import { benchPlace } from "./place.ts";

const seconds = Number(process.argv[3] ?? 4);
const place = await benchPlace(17);
await chains(place, seconds);
await fanOuts(place);
await answers(place);
await signals(place, 1_000);
await signals(place, 100_000);
await graph(place);
await growth(place);
await jobPickUp(place);
await jobFanOut(place);
await place.end();
