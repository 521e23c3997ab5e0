// A thread that ends in the middle of its first calculation, for the tests of those who wait for it.
import { parentPort } from "node:worker_threads";

parentPort?.on("message", () => process.exit(3));
