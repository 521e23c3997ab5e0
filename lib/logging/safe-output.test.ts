import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { fill, smallDisk } from "#tests/support/small-disk.ts";

import { SafeOutput } from "./safe-output.ts";

test("a log on a full disk loses lines, says how many, and goes on", ({ skip }) => {
  const disk = smallDisk(1);
  if (disk === null) return skip("only root may mount a small disk");
  const path = join(disk, "log");
  const fd = openSync(path, "a");
  onTestFinished(() => closeSync(fd));
  const output = new SafeOutput(fd);
  output.write("before");
  fill(join(disk, "filler"));
  const line = "x".repeat(8_000);
  for (let i = 0; i < 5; i += 1) output.write(line);
  rmSync(join(disk, "filler"));
  output.write("after");
  const lines = readFileSync(path, "utf8").trim().split("\n");
  expect(lines[0]).toBe("before");
  expect(lines.at(-1)).toBe("after");
  expect(JSON.parse(lines.at(-2) ?? "")).toMatchObject({ lines: 5 });
});

test("a pipe that is full for a moment loses nothing", async () => {
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = `
    import { SafeOutput } from ${JSON.stringify(join(import.meta.dirname, "safe-output.ts"))};
    const output = new SafeOutput(1);
    for (let i = 0; i < 400; i += 1) output.write(String(i) + "x".repeat(1_000));`;
  const reader = spawn("sh", ["-c", `sleep 0.3; cat ${pipe} | wc -l`]);
  const writer = spawn(
    "sh",
    ["-c", `"${process.execPath}" --input-type=module -e "$SCRIPT" > ${pipe}`],
    {
      env: { PATH: "/usr/bin:/bin", NODE_ENV: "test", SCRIPT: script },
    },
  );
  let counted = "";
  reader.stdout.on("data", (text) => (counted += text));
  await Promise.all([once(reader, "close"), once(writer, "close")]);
  expect(Number(counted)).toBe(400);
});
