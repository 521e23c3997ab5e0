import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import { onTestFinished } from "vitest";

const root = join(import.meta.dirname, "../..");

export type Said = {
  readonly code: number | null;
  /** What it printed to stdout, and to stderr, each without the end of the last line. */
  readonly out: string;
  readonly err: string;
};

/**
 * Runs the command `workflow` as a process of its own, to its end. Only `run`, `fsck`, `archive` and `patch` need a
 * database.
 */
export async function workflow(args: readonly string[], databaseUrl?: string): Promise<Said> {
  const script = join(root, "scripts/workflow.mjs");
  const env = { NODE_ENV: "test" as const, LOG_LEVEL: "error" };
  return await said(
    spawn(process.execPath, [script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
    }),
  );
}

/** The same as people type it. */
export async function npmRunWorkflow(args: readonly string[]): Promise<Said> {
  const npm = ["run", "-s", "workflow", "--", ...args];
  return await said(spawn("npm", npm, { cwd: root, stdio: ["ignore", "pipe", "pipe"] }));
}

async function said(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Said> {
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out: out.trimEnd(), err: err.trimEnd() };
}

/** Its output with `--json`. */
export async function workflowJson(
  args: readonly string[],
  databaseUrl?: string,
): Promise<{ code: number | null; json: unknown }> {
  const { code, out, err } = await workflow([...args, "--json"], databaseUrl);
  if (out === "") throw new Error(`It says nothing but: ${err}`);
  return { code, json: JSON.parse(out) };
}

/** A file for one test: text as it is, anything else as JSON. */
export function fileOf(name: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "workflow-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
