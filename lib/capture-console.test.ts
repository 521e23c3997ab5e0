import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** What a process that captures its console says, in lines. */
function said(script: string) {
  const program = `import { captureConsole } from "#lib/capture-console.ts"; captureConsole(); ${script}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", program],
    { cwd: root, encoding: "utf8", env: { NODE_ENV: "test", LOG_LEVEL: "debug" } },
  );
  const lines = (text: string): Record<string, unknown>[] =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { status, out: lines(stdout), err: lines(stderr) };
}

test("whatever is printed is a line of the log, without what an error holds besides", () => {
  const { out, err } = said(`
    console.log("\\u001b[32m✓\\u001b[0m Ready");
    console.error("⨯", Object.assign(new Error("It broke"), { digest: "123", detail: "Ann Example" }));
    console.warn("Error: first\\n    at second, where params: Ann Example stands");`);
  expect(out).toMatchObject([{ level: "info", message: "✓ Ready" }]);
  expect(err).toMatchObject([
    { level: "error", message: "a page failed", reference: "123", error: { message: "It broke" } },
    { level: "warn", message: "Error: first" },
  ]);
  expect(JSON.stringify(err)).not.toContain("Ann Example");
});

test("an error that nobody caught ends the process with one line", () => {
  const { status, err } = said(`
    setTimeout(() => { throw Object.assign(new Error("It broke"), { params: ["Ann Example"] }); });`);
  expect(status).toBe(1);
  expect(err).toMatchObject([{ level: "error", error: { message: "It broke" } }]);
  expect(JSON.stringify(err)).not.toContain("Ann Example");
});
