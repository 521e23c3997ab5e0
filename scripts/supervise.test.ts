import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import { supervise } from "./supervise.ts";

const times = { firstMs: 20, longestMs: 80, soundMs: 60_000 };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Real processes, the newest last, that live until they are killed, or end by themselves with a code. */
function processes(code = "setInterval(() => {}, 1000)") {
  const started: ChildProcess[] = [];
  onTestFinished(() => started.forEach((child) => child.kill("SIGKILL")));
  const start = async () => {
    const child = spawn(process.execPath, ["-e", code], { stdio: "ignore" });
    started.push(child);
    const ended = once(child, "exit").then(([status, signal]) => String(signal ?? status));
    await once(child, "spawn");
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { ended, stop };
  };
  return { started, start };
}

test("a process that is killed is there again, and the reason is in the log", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const { start, started } = processes();
  const { stop } = await supervise("worker", start, times);
  started[0]?.kill("SIGKILL");
  await vi.waitFor(() => expect(started).toHaveLength(2), { timeout: 10_000 });
  expect(JSON.parse(String(logged.mock.calls[0]?.[0]))).toMatchObject({
    message: "the worker ended and is started again",
    reason: "SIGKILL",
    afterMs: 20,
  });
  await stop();
  expect(started.every(({ exitCode, signalCode }) => exitCode ?? signalCode)).toBe(true);
});

test("one that keeps ending is started ever more rarely, but never given up", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { start, started } = processes("process.exit(3)");
  const waits: number[] = [];
  const { log } = await import("#lib/log.ts");
  const written = vi.spyOn(log, "error").mockImplementation((_message, fields) => {
    waits.push(Number(fields?.["afterMs"]));
  });
  const { stop } = await supervise("worker", start, times);
  await vi.waitFor(() => expect(started.length).toBeGreaterThan(5), { timeout: 20_000 });
  await stop();
  expect(written).toHaveBeenCalledWith(
    expect.any(String),
    expect.objectContaining({ reason: "3" }),
  );
  expect(waits.slice(0, 5)).toEqual([20, 40, 80, 80, 80]);
});

test("one that cannot start the first time is the caller's failure; later it is tried again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { start, started } = processes();
  const broken = async () => await Promise.reject(new Error("PORT must be a number"));
  await expect(supervise("web server", broken, times)).rejects.toThrow("PORT");
  let tries = 0;
  const sometimes = async () => {
    tries += 1;
    if (tries === 2 || tries === 3) throw new Error("not yet");
    return await start();
  };
  const { stop } = await supervise("web server", sometimes, times);
  started[0]?.kill("SIGKILL");
  await vi.waitFor(() => expect(started).toHaveLength(2), { timeout: 10_000 });
  expect(tries).toBe(4);
  await stop();
});

test("told to stop, it starts nothing more", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { start, started } = processes();
  const { stop } = await supervise("worker", start, {
    ...times,
    firstMs: 60_000,
    longestMs: 60_000,
  });
  started[0]?.kill("SIGKILL");
  await once(started[0]!, "exit");
  await stop();
  expect(started).toHaveLength(1);
});
