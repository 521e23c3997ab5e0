import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { oneAtATime } from "#db/embedded/lock.ts";
import { env, setEnv } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { runningProcess } from "./pid-file.ts";
import { print } from "./terminal.ts";

const stamp = ".next/built-from";

/** All sources of the production build. */
const sources = [
  "{app,components,db,lib,public}/**/*",
  "*.config.{ts,mjs}",
  "{instrumentation,proxy}.ts",
  "{package,package-lock,tsconfig}.json",
];

/**
 * Builds the application unless the last complete build had the same sources. The stamp is removed before a build and
 * written after it, so a build that is killed half-way is repeated.
 */
export async function build(): Promise<void> {
  await oneAtATime(env().DATA_DIR, buildIfNeeded);
}

async function buildIfNeeded(): Promise<void> {
  const wanted = await hashOfSources();
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  const running = await runningProcess(env().DATA_DIR);
  if (running) {
    const sentence = `The sources have changed, and the application runs from the last build: ${running}. Stop it first.`;
    throw new AppError("conflict", sentence);
  }
  print("Building the application; this takes about a minute.");
  await rm(stamp, { force: true });
  const { code, output } = await runBuild();
  if (code !== 0 || !existsSync(".next/BUILD_ID")) {
    console.error(output);
    throw new AppError("internal", "The application could not be built; the build says why above.");
  }
  await writeFile(stamp, wanted);
}

async function hashOfSources(): Promise<string> {
  const files: string[] = [];
  for (const pattern of sources) {
    for await (const entry of glob(pattern, { withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`;
      if (entry.isFile() && !/\.test\.tsx?$/.test(path)) files.push(path);
    }
  }
  const hash = createHash("sha256").update(process.version);
  for (const file of files.toSorted()) hash.update(`\0${file}\0`).update(await readFile(file));
  return hash.digest("hex");
}

/** Without the `react-server` condition of these scripts: the build renders client code too. */
async function runBuild(): Promise<{ code: number | null; output: string }> {
  if (!existsSync("app")) throw new AppError("internal", "Start in the project's own folder.");
  setEnv({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
  const exitWithParent = fileURLToPath(new URL("exit-with-parent.mjs", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--import", exitWithParent, "node_modules/next/dist/bin/next", "build"],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = () => child.kill();
  process.once("exit", ended);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  process.off("exit", ended);
  return { code, output };
}
