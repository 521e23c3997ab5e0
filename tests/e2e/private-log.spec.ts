import { expect, test } from "@playwright/test";
import { z } from "zod";

import { killableServer, type KillableServer } from "#tests/support/killable-server.ts";
import { bearerOf, newPerson } from "#tests/support/people.ts";

const secrets = {
  name: "Wilhelmina Quartermaine",
  email: "wilhelmina.q@private.example",
  password: "correct horse battery staple 7",
  cookie: "eyJhbGciOiJkaXIifQ..c2VjcmV0aXY.c2VjcmV0Y29va2ll.dGFn",
  token: "iby_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
};

test("a real server logs no secret, whatever goes wrong, and an outage as one line", async () => {
  test.setTimeout(240_000);
  let said = "";
  const server = await killableServer("log", { LOG_LEVEL: "debug" }, (text) => (said += text));
  try {
    const { authorization } = await bearerOf(await newPerson("user", server.db));
    await server.start();
    await nonsense(server.base, authorization);
    await brokenQueries(server);
    const before = said;
    await outage(server, authorization);
    for (const [name, secret] of Object.entries(secrets)) {
      const line = said.split("\n").find((one) => one.includes(secret));
      expect(line?.slice(0, 400), name).toBeUndefined();
    }
    expect(said).not.toContain("argon2");
    const told = said
      .slice(before.length)
      .split("\n")
      .filter((line) => line.includes("the database cannot be reached"));
    expect(told).toHaveLength(1);
    const cookies = said.split("\n").filter((line) => line.includes("JWTSessionError"));
    expect(cookies.length).toBeGreaterThan(0);
    for (const line of cookies) expect(line).not.toContain("stack");
    for (const line of said.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("level");
  } finally {
    await server.remove();
  }
});

const form = "application/x-www-form-urlencoded";

async function post(
  base: string,
  path: string,
  body: BodyInit,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${base}${path}`, {
    method: "POST",
    body,
    headers,
    redirect: "manual",
  });
  await response.arrayBuffer();
  return response;
}

/** What callers make up. */
async function nonsense(base: string, authorization: string): Promise<void> {
  const cookie = `authjs.session-token=${secrets.cookie}`;
  const broken = `{"email": "${secrets.email}", "password": "${secrets.password}`;
  for (const path of ["/home", "/api/auth/session", "/runs", "/settings"]) {
    await (
      await fetch(`${base}${path}`, { headers: { cookie }, redirect: "manual" })
    ).arrayBuffer();
  }
  const json = { "content-type": "application/json" };
  await post(base, "/api/auth/callback/credentials", broken, json);
  await post(base, "/api/auth/callback/sign-up", broken, { ...json, cookie });
  await post(base, "/api/workflows/ai/optimize", broken, { authorization });
  await post(base, "/api/workflows/ai/optimize", broken, {
    authorization: `Bearer ${secrets.token}`,
  });
  await post(base, "/sign-in", broken, {
    "next-action": secrets.token,
    "content-type": "text/plain",
  });
  await post(base, "/sign-in", broken, { "content-type": "multipart/form-data; boundary=x" });
  await post(base, `/api/auth/${encodeURIComponent(secrets.name)}`, "", { "content-type": form });
  await fetch(`${base}/runs/${encodeURIComponent(secrets.email)}`);
  await fetch(`${base}/templates?q=${encodeURIComponent(secrets.name)}%00`);
}

/** Signs up as people's forms do; gives the answer's status. */
async function signUp(base: string): Promise<number> {
  const first = await fetch(`${base}/api/auth/csrf`);
  const cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await first.json());
  const { email, name, password } = secrets;
  const body = new URLSearchParams({ csrfToken, email, name, password });
  return (await post(base, "/api/auth/callback/sign-up", body, { cookie, origin: base })).status;
}

/** Statements that fail with what somebody entered in them. */
async function brokenQueries({ base, db }: KillableServer): Promise<void> {
  await db.$client.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'cannot take %', new.email using detail = new::text; end $$;
    create trigger refuse before insert on users for each row execute function refuse()`);
  expect(await signUp(base)).toBe(503);
  await db.$client`drop trigger refuse on users`;
  await db.$client`alter table users add constraint no_names check (name = 'Guest' or name = 'Ann')`;
  expect(await signUp(base)).toBe(503);
  await db.$client`alter table users drop constraint no_names`;
  expect(await signUp(base)).toBe(302);
}

/** Nobody is let in for a while, and everybody asks. */
async function outage({ base, db }: KillableServer, authorization: string): Promise<void> {
  const [row] = await db.$client<[{ place: string }]>`select current_database() as place`;
  const { connect } = await import("#db/client.ts");
  const { startTestServer } = await import("#tests/support/test-server.ts");
  const postgres = await startTestServer();
  const { $client: admin } = connect(`${postgres.url}/postgres`, { max: 1 });
  await admin.unsafe(`alter database ${row.place} allow_connections false`);
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${row.place}`;
  const all = Array.from({ length: 60 }, async (_, i) => {
    const path = [
      "/api/workflows/templates",
      "/templates",
      `/api/executions/${crypto.randomUUID()}`,
    ][i % 3];
    const response = await fetch(`${base}${path}`, {
      headers: { authorization },
      redirect: "manual",
    });
    await response.arrayBuffer();
    return [path, response.status];
  });
  for (const [path, status] of await Promise.all(all)) {
    if (String(path).startsWith("/api/")) expect(status).toBe(503);
  }
  expect(await signUp(base)).toBe(503);
  await admin.unsafe(`alter database ${row.place} allow_connections true`);
  await admin.end();
  await postgres.release();
  await expect
    .poll(
      async () =>
        (await fetch(`${base}/api/workflows/templates`, { headers: { authorization } })).status,
      {
        timeout: 60_000,
      },
    )
    .toBe(200);
}
