import { sql } from "drizzle-orm";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

import * as events from "#app/api/executions/[executionId]/events/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import * as optimize from "#app/api/workflows/ai/optimize/route.ts";
import { connect, type Database } from "#db/client.ts";
import { createAccount } from "#db/queries/people/users.ts";
import { logFailedSignIn } from "#lib/auth/sessions/failed-sign-in.ts";
import { setEnv } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { toProblem } from "#lib/problem.ts";
import { queueOptions } from "#lib/runtime/jobs/queue-options.ts";
import { apiUser, call, freshApp } from "#tests/support/api.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));
vi.mock("next/server", () => ({ connection: async () => {} }));

const secrets = {
  name: "Wilhelmina Quartermaine",
  email: "wilhelmina.q@private.example",
  hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$VGhlSGFzaFRoYXRPcGVuc0l0",
  password: "correct horse battery staple 7",
  token: "iby_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
  cookie: "eyJhbGciOiJkaXIifQ..c2VjcmV0aXY.c2VjcmV0Y29va2ll.dGFn",
};

let lines: string[] = [];

beforeEach(() => {
  setEnv({ LOG_LEVEL: "debug" });
  lines = [];
  for (const level of ["debug", "info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
  }
  return () => {
    vi.restoreAllMocks();
    setEnv({ LOG_LEVEL: undefined });
  };
});

function expectSilence(): void {
  for (const [name, secret] of Object.entries(secrets)) {
    const told = lines.find((line) => line.includes(secret));
    expect(told?.slice(0, 500), `${name} is in the log`).toBeUndefined();
  }
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
}

/** What becomes of a failure in a route, a job and a place that only logs it. */
async function met(work: () => Promise<unknown>): Promise<unknown> {
  const failure = await work().then(
    () => null,
    (error: unknown) => error,
  );
  if (failure === null) throw new Error("It did not fail.");
  toProblem(failure);
  log.error("a step broke", { error: failure });
  const told = failure instanceof Error ? failure.message : "";
  queueOptions.worker?.logger?.error(`Failed task 1 with error '${told}'`, { error: failure });
  return failure;
}

const { email, hash, name } = secrets;
const join = async (db: Database) => await createAccount(db, { email, name, passwordHash: hash });

test("a query that fails, however it does, leaves none of its values in the log", async () => {
  const { db } = await freshApp();
  await join(db);
  const failing: (() => Promise<unknown>)[] = [
    async () => await db.execute(sql`insert into users select * from users where email = ${email}`),
    async () => await db.execute(sql`select ${name}::uuid`),
    async () => await db.execute(sql`select ${hash}::int`),
    async () => await db.execute(sql`select ${`{"password": "${secrets.password}`}::jsonb`),
    async () => await db.execute(sql`select ${email}::timestamptz, nothing from nowhere`),
    async () => await db.execute(sql`select ${`${name}\0`}`),
    async () => await db.$client`select ${name}::uuid`,
    async () => await db.$client`insert into users (email) select email from users`,
    async () =>
      await db.$client.unsafe(`do $$ begin raise exception '${name} and ${email}'; end $$`),
    async () =>
      await db.$client.unsafe(`do $$ begin raise exception 'x' using detail = '${hash}'; end $$`),
  ];
  for (const work of failing) await met(work);
  expect(lines.length).toBeGreaterThan(failing.length);
  expectSilence();
});

test("nor do requests that cannot be read, garbage cookies, and errors that quote", async () => {
  const { db } = await freshApp();
  const { authorization } = await apiUser(db);
  const body = `{"name": "${name}", "password": "${secrets.password}`;
  await call(execute.POST, { workflowId: name }, { authorization, body });
  await call(optimize.POST, {}, { authorization, body: { rows: [name, email] } });
  await call(optimize.POST, {}, { authorization: `Bearer ${secrets.token}`, body });
  await call(
    events.GET,
    { executionId: email },
    { authorization, method: "GET", query: `?after=${name}` },
  );
  await met(async () => JSON.parse(body));
  await met(async () => await fetch(`postgres://ann:${encodeURIComponent(hash)}@nowhere.example/`));
  await met(async () => {
    throw new Error(
      `Authorization: Bearer ${secrets.token}; Cookie: authjs.session-token=${secrets.cookie}`,
    );
  });
  await met(async () => {
    throw Object.assign(new Error("no"), { detail: name, cause: { params: [email, hash] } });
  });
  log.error("it broke", {
    password: secrets.password,
    posted: { name },
    email,
    error: secrets.token,
  });
  const garbage = Object.assign(new Error("Read more"), { type: "JWTSessionError" });
  logFailedSignIn(garbage);
  expectSilence();
  expect(lines.find((line) => line.includes("JWTSessionError"))).not.toContain("stack");
});

test("an outage is one line, however many meet it and wherever", async () => {
  const { db, url } = await freshApp();
  const place = new URL(url).pathname.slice(1);
  const { $client: admin } = connect(new URL("/postgres", url).href, { max: 1 });
  onTestFinished(() => admin.end({ timeout: 1 }));
  await admin.unsafe(`alter database ${place} allow_connections false`);
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${place}`;
  for (let i = 0; i < 200; i += 1) await met(async () => await db.execute(sql`select ${i}::int`));
  const outage = lines.filter((line) => line.includes("the database cannot be reached"));
  expect(outage).toHaveLength(1);
  expect(lines.length).toBeLessThan(4);
  expectSilence();
});
