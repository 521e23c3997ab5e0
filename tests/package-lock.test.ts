import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { z } from "zod";

const entry = z.object({
  version: z.string().optional(),
  integrity: z.string().startsWith("sha512-").optional(),
  inBundle: z.boolean().default(false),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const lock = z.object({ packages: z.record(z.string(), entry) });

/** A registry that lacks some platforms' packages makes npm leave them out, and then `npm ci` refuses. */
test("the lock file names the optional packages of every platform", () => {
  const { packages } = lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const named = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies))
    .filter((name) => !named.has(name));
  expect(missing).toEqual([]);
});

test("every package is fetched with a hash of what it must contain", () => {
  const { packages } = lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const unsealed = Object.entries(packages)
    .filter(([path, { integrity, inBundle }]) => path !== "" && !integrity && !inBundle)
    .map(([path]) => path);
  expect(unsealed).toEqual([]);
});
