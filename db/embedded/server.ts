import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import postgres from "postgres";

import { AppError } from "#lib/errors.ts";
import { hasCode } from "#lib/logging/causes.ts";

import { embeddedHome, type Home } from "./home.ts";
import { hold, isAlive, letGo, oneAtATime } from "./lock.ts";

/** A running server. `url` names no database; `release` stops the server unless others still use it. */
export type EmbeddedServer = { url: string; release: () => Promise<void>; server: Embedded };

/** What is needed to start a server that has died once more. */
export type Embedded = { home: Home; port: number; settings: string[] };

type Options = {
  dataDir: string;
  say: (line: string) => void;
  /** Server settings such as `fsync=off`, for test databases that may be lost. */
  settings?: string[];
};

const account = "workflows";

/**
 * Starts the PostgreSQL server of `dataDir`, or joins the one already running there, left over from
 * a killed process or used by another one. It listens on loopback only, on a free port, and asks for
 * a password that only its own user and root can read.
 */
export async function startEmbedded({
  dataDir,
  say,
  settings = [],
}: Options): Promise<EmbeddedServer> {
  const home = embeddedHome(dataDir, say);
  const { folder } = home;
  const url = await oneAtATime(folder, async () => {
    if (!existsSync(join(folder, "cluster"))) await createCluster(home, say);
    const running = (await joined(home)) ?? (await started(home, settings));
    await hold(folder);
    return running;
  });
  const release = () =>
    oneAtATime(folder, async () => {
      const { inUse } = await letGo(folder);
      if (!inUse) await stop(folder);
    });
  return { url, release, server: { home, port: Number(new URL(url).port), settings } };
}

/** Whether the server's process is there. It may be starting, or not answer: PostgreSQL mends what it can by itself. */
export async function isUp({ home }: Embedded): Promise<boolean> {
  const noted = await postmaster(home.folder);
  return noted !== undefined && (await isPostgres(noted.pid));
}

/** Starts a server that has died once more, on the port it had, unless another process has just done so. */
export async function startAgain({ home, port, settings }: Embedded): Promise<void> {
  await oneAtATime(home.folder, async () => {
    let url = await joined(home);
    // Those who worked for the one that died take a moment to notice, and until then no other may begin.
    for (let attempt = 0; url === undefined && attempt < 4; attempt += 1) {
      launch(home, port, settings);
      url = await becameReady(home, port);
      if (url === undefined) await pause(500);
    }
    if (url === undefined) {
      throw failure("The database server did not start again", lastWords(home.folder));
    }
    if (new URL(url).port !== String(port)) {
      throw new AppError("unavailable", "The database server runs on another port by now.");
    }
  });
}

/** Creates `name` on the server unless it exists, and returns its URL. */
export async function ensureDatabase(server: string, name: string): Promise<string> {
  const sql = postgres(`${server}/postgres`, { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
  return `${server}/${name}`;
}

/**
 * Builds the cluster in another folder and moves it into place when complete, so that a killed start leaves no half
 * cluster.
 */
async function createCluster(home: Home, say: (line: string) => void): Promise<void> {
  say("Creating the database.");
  const { folder, programs, user } = home;
  const draft = await mkdtemp(join(folder, "draft-"));
  const password = join(folder, "password");
  await writeFile(password, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (user) for (const path of [draft, password]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    join(programs, "bin/initdb"),
    [
      `--pgdata=${draft}`,
      `--username=${account}`,
      `--pwfile=${password}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--no-locale",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    { ...user, cwd: draft, encoding: "utf8" },
  );
  if (user) chownSync(password, 0, 0);
  if (made.status !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw failure("The database could not be created", made.stderr || String(made.error));
  }
  await rename(draft, join(folder, "cluster"));
}

/** The URL of the server that already runs on the cluster, if any; waits while it is starting. */
async function joined({ folder }: Home): Promise<string | undefined> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const noted = await postmaster(folder);
    if (!noted) return undefined;
    if (!(await isPostgres(noted.pid))) {
      await rm(join(folder, "cluster/postmaster.pid"), { force: true });
      return undefined;
    }
    if (noted.status === "ready") return urlFor(folder, noted.port);
    await pause(50);
  }
  throw failure("The database server did not become ready", lastWords(folder));
}

async function started(home: Home, settings: string[]): Promise<string> {
  let words = "";
  // another program may take the free port first, and backends of a killed server take a moment to go
  for (let attempt = 0; attempt < 4; attempt += 1) {
    // The one it had before, if it may: others may still look for it there, and start it again there if it dies.
    const port = (attempt === 0 && (await lastPort(home.folder))) || (await freePort());
    launch(home, port, settings);
    const url = await becameReady(home, port);
    if (url) {
      await writeFile(join(home.folder, "port"), String(port));
      return url;
    }
    words = lastWords(home.folder);
    await pause(300 * attempt);
  }
  throw failure("The database server did not start", words);
}

async function lastPort(folder: string): Promise<number> {
  const noted = Number(await readFile(join(folder, "port"), "utf8").catch(() => "0"));
  return Number.isInteger(noted) && noted > 0 && noted < 65_536 ? noted : 0;
}

/** Detached, so that Ctrl-C in the terminal reaches the application first and the database last. */
function launch({ folder, programs, user }: Home, port: number, settings: string[]): void {
  const fixed = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
    // Not the errors of single statements: they quote what people entered.
    "log_min_messages=log",
    "log_min_error_statement=panic",
    `port=${port}`,
  ];
  const output = openSync(join(folder, "server.log"), "w", 0o600);
  const flags = [...fixed, ...settings].flatMap((setting) => ["-c", setting]);
  const child = spawn(join(programs, "bin/postgres"), ["-D", join(folder, "cluster"), ...flags], {
    ...user,
    cwd: join(folder, "cluster"),
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.on("error", () => {}); // becameReady reports it: no server appears
  child.unref();
  closeSync(output);
}

async function becameReady({ folder }: Home, port: number): Promise<string | undefined> {
  for (let waited = 0; waited < 60_000; waited += 25) {
    await pause(25);
    const noted = await postmaster(folder);
    if (noted?.status === "ready" && noted.port === port) return urlFor(folder, port);
    if (waited > 500 && (!noted || !(await isAlive(noted.pid)))) return undefined;
  }
  return undefined;
}

async function stop(folder: string): Promise<void> {
  const noted = await postmaster(folder);
  if (!noted || !(await isPostgres(noted.pid))) return;
  process.kill(noted.pid, "SIGINT"); // "fast": ends sessions, writes everything down
  for (let waited = 0; waited < 30_000; waited += 25) {
    if (!(await postmaster(folder)) || !(await isAlive(noted.pid))) return;
    await pause(25);
  }
}

/** The server's own status file: process, port and state are on fixed lines. */
async function postmaster(folder: string) {
  const file = await readFile(join(folder, "cluster/postmaster.pid"), "utf8").catch(noServer);
  if (file === null) return undefined;
  const lines = file.split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? "" };
}

/** No file, or none that this user may read, means that there is no server to join. */
function noServer(error: unknown): null {
  if (hasCode(error, "ENOENT") || hasCode(error, "EACCES")) return null;
  throw error;
}

/** After a kill -9 and a restart of the machine the noted process number may be another program's. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || !(await isAlive(pid))) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "postgres");
  return command.includes("postgres");
}

async function urlFor(folder: string, port: number): Promise<string> {
  const password = await readFile(join(folder, "password"), "utf8");
  const url = `postgres://${account}:${password.trim()}@127.0.0.1:${port}`;
  const sql = postgres(`${url}/postgres`, { max: 1, connect_timeout: 10 });
  try {
    await sql`select 1`;
  } catch (cause) {
    const sentence = `The database in ${folder} does not accept its stored password. Restore the file "password" there.`;
    throw new AppError("unavailable", sentence, { cause });
  } finally {
    await sql.end();
  }
  return url;
}

/** A port of the loopback address that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}

function lastWords(folder: string): string {
  const file = join(folder, "server.log");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function failure(sentence: string, output: string): AppError {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.findLast((line) => /FATAL|error:/i.test(line)) ?? lines.at(-1) ?? "";
  const reason = telling.replace(/^.*(FATAL|error):\s*/i, "");
  return new AppError("unavailable", `${sentence}: ${reason || "it gave no reason"}.`, {
    cause: output,
  });
}
