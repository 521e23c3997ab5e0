import { lstat, mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { hasCode } from "#lib/logging/causes.ts";

/** Whether a process runs. A zombie answers signals but does nothing, so it counts as gone. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/^\d+ \(.*\) Z/s.test(stat);
}

/** Runs `work` while no other process runs work for this folder. The lock of a dead holder is taken over. */
export async function oneAtATime<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const path = join(folder, "lock");
  for (;;) {
    try {
      await take(path);
      break;
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
      const holder = Number(await readFile(path, "utf8").catch(() => "0"));
      const gone = holder > 0 ? !(await isAlive(holder)) : await isForgotten(path);
      if (gone) await rm(path, { force: true });
      else await pause(50);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** On a full disk there is room for a file and not for what it says: nobody must wait for that one. */
async function take(path: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(String(process.pid));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether a lock says nothing for longer than writing a number takes: who took it died in between. */
async function isForgotten(path: string): Promise<boolean> {
  try {
    const { size, mtimeMs } = await lstat(path);
    return size === 0 && Date.now() - mtimeMs > 5_000;
  } catch (error) {
    // It was given back in the meantime.
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Notes that this process uses the server of `folder`, so that others leave it running. */
export async function hold(folder: string): Promise<void> {
  const holders = join(folder, "holders");
  await mkdir(holders, { recursive: true, mode: 0o700 });
  await writeFile(join(holders, String(process.pid)), "");
}

/** Removes this process's note and returns whether any living process still uses the server. */
export async function letGo(folder: string): Promise<{ inUse: boolean }> {
  const holders = join(folder, "holders");
  await rm(join(holders, String(process.pid)), { force: true });
  let inUse = false;
  for (const name of await readdir(holders).catch(() => [])) {
    if (await isAlive(Number(name))) inUse = true;
    else await rm(join(holders, name), { force: true });
  }
  return { inUse };
}
