import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isAlive } from "#db/embedded/lock.ts";
import { AppError } from "#lib/errors.ts";

/** The application that already runs from this folder, if any. The file of a killed one does not count. */
export async function runningProcess(dataDir: string): Promise<string | undefined> {
  let note: string[];
  try {
    note = readFileSync(join(dataDir, "running"), "utf8").split(" ");
  } catch {
    return undefined;
  }
  const [pid, url] = note;
  return pid && url && Number(pid) !== process.pid && (await isAlive(Number(pid)))
    ? url
    : undefined;
}

/** Records that the application runs here, until this process ends. */
export function writePidFile(dataDir: string, url: string): void {
  const file = join(dataDir, "running");
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    writeFileSync(file, `${process.pid} ${url}`);
  } catch (cause) {
    const sentence = `Cannot write to ${dataDir}. Set DATA_DIR to a folder that can be written to.`;
    throw new AppError("unavailable", sentence, { cause });
  }
  process.once("exit", () => rmSync(file, { force: true }));
}
