import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { freshDatabase } from "#tests/support/pg.ts";

const script = join(import.meta.dirname, "../../scripts/worker.ts");

function worker(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--conditions=react-server", script], {
    env: { PATH: "/usr/bin:/bin", NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard = { said: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (heard.said += text));
  }
  return { child, heard };
}

test("a worker that is killed is there again, and ends when it is told to", async () => {
  const { child, heard } = worker({ DATABASE_URL: await freshDatabase() });
  const works = (times: number) => () =>
    expect(heard.said.split("working on the queue")).toHaveLength(times + 1);
  await vi.waitFor(works(1), { timeout: 60_000 });
  const ofIt = () =>
    Number(execFileSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" }).trim());
  process.kill(ofIt(), "SIGKILL");
  await vi.waitFor(works(2), { timeout: 60_000 });
  expect(heard.said).toContain('"reason":"SIGKILL"');
  const last = ofIt();
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  expect(await gone).toEqual([0, null]);
  expect(() => process.kill(last, 0)).toThrow("ESRCH");
});

test("one that has no database to begin with says so, and is not tried again", async () => {
  const { child, heard } = worker({});
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(heard.said).toContain("Set DATABASE_URL");
  const away = worker({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing" });
  expect(await once(away.child, "exit")).toEqual([1, null]);
  expect(away.heard.said).toContain("The worker did not start");
});
