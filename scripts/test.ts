// npm test: every suite. npm test -- unit|deep|db|browser [arguments of its runner]: one of them.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort } from "#db/embedded/server.ts";
import { db } from "#db/index.ts";
import { setEnv } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { seed } from "#lib/templates/seed.ts";
import { cloneDatabase, startTestServer } from "#tests/support/test-server.ts";

import { build } from "./build.ts";
import { ensureChromium } from "./chromium.ts";
import { command, print, printError } from "./terminal.ts";
import { judged, playwrightTotals, summary, type Totals, vitestTotals } from "./test-summary.ts";
import { startWebServer } from "./web-server.ts";

const suites = { unit, deep, db: database, browser };
type Suite = keyof typeof suites;

await command(async () => {
  const [only, ...args] = process.argv.slice(2);
  if (only !== undefined && !(only in suites))
    throw new AppError("invalid", `There is no suite "${only}": unit, deep, db or browser.`);
  const chosen = Object.keys(suites).filter((name): name is Suite => (only ?? name) === name);

  const reports = await mkdtemp(join(tmpdir(), "workflows-test-"));
  const totals: Totals[] = [];
  try {
    for (const name of chosen) {
      print(`\n${name} tests`);
      totals.push(await ended(suites[name](join(reports, `${name}.json`), args)));
    }
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  if (totals.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
  print(`\n${summary(totals)}`);
});
process.exit();

/** A suite that cannot run is a failed one; the others still run, and the last line stays true. */
async function ended(suite: Promise<Totals>): Promise<Totals> {
  try {
    return await suite;
  } catch (error) {
    printError(error);
    return { passed: 0, failed: ["a suite that could not run"], skipped: 0 };
  }
}

async function unit(report: string, args: string[]): Promise<Totals> {
  return await vitest(["--project", "unit", "--project", "components", ...args], report);
}

async function deep(report: string, args: string[]): Promise<Totals> {
  return await vitest(["--project", "deep", ...args], report);
}

async function database(report: string, args: string[]): Promise<Totals> {
  return await vitest(["--project", "db", ...args], report);
}

async function vitest(args: string[], report: string): Promise<Totals> {
  withoutModel();
  const code = await run([
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...args,
  ]);
  return judged(vitestTotals(await readReport(report)), code);
}

/** Against a production build with an address and a database of its own, and with the worker inside. */
async function browser(report: string, args: string[]): Promise<Totals> {
  await ensureChromium();
  await build();
  const server = await startTestServer();
  const { url, drop } = await cloneDatabase(server, "browser");
  try {
    withoutModel();
    setEnv({
      DATABASE_URL: url,
      HOST: "127.0.0.1",
      PORT: String(await freePort()),
      AUTH_SECRET: randomBytes(32).toString("base64url"),
      WORKER: "inside",
      LOG_LEVEL: "warn",
    });
    await seed(db);
    await db.$client.end();
    return await playwright(report, args);
  } finally {
    await drop();
    await server.release();
  }
}

async function playwright(report: string, args: string[]): Promise<Totals> {
  const web = await startWebServer();
  try {
    setEnv({
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      NODE_OPTIONS: "--conditions=react-server", // its own workers need it too
    });
    const runner = "node_modules/@playwright/test/cli.js";
    const code = await run([runner, "test", "--reporter=list,json", ...args]);
    return judged(playwrightTotals(await readReport(report)), code);
  } finally {
    await web.stop();
  }
}

/** Tests bring their own language model. A developer's key must not reach them. */
function withoutModel(): void {
  setEnv({ OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined, AI_MODEL: undefined });
  setEnv({ __NEXT_PROCESSED_ENV: "true" }); // nor may Next read them from .env
}

async function readReport(report: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(report, "utf8"));
  } catch (cause) {
    throw new AppError("internal", "The tests ended without a report.", { cause });
  }
}

async function run(args: string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  return await new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}
