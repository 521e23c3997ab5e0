import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { createApiToken } from "#db/queries/people/api-tokens.ts";
import { createGuest } from "#db/queries/people/users.ts";
import { askedBy, capabilities, includes } from "#lib/auth/capabilities.ts";
import { makeApiToken } from "#lib/auth/tokens/api-token.ts";
import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { apiUser, call, freshApp } from "#tests/support/api.ts";
import { storeWorkflow } from "#tests/support/executions.ts";

import { openRoutes, routesOfRuns } from "./every-route.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({
  auth: async () => null,
  handlers: { GET: vi.fn<() => void>(), POST: vi.fn<() => void>() },
  signIn: vi.fn<() => void>(),
  signOut: vi.fn<() => void>(),
  Refused: class extends Error {},
}));
vi.mock("next/server", () => ({ connection: async () => {} }));

const root = join(import.meta.dirname, "../..");
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What `file` exports, by name. */
async function exportsOf(file: string): Promise<[string, unknown][]> {
  const loaded: Record<string, unknown> = await import(join(root, file));
  return Object.entries(loaded);
}

const asked = (entry: unknown) => (typeof entry === "function" ? askedBy(entry) : undefined);

test("every route handler asks for a capability, or is open on purpose", async () => {
  const files = globSync("app/**/route.ts", { cwd: root }).toSorted();
  expect(files.length).toBeGreaterThan(25);
  const open: string[] = [];
  const unasked: string[] = [];
  for (const file of files) {
    const handlers = (await exportsOf(file)).filter(([name]) => methods.has(name));
    if (handlers.length === 0) unasked.push(file);
    for (const [name, handler] of handlers) {
      const capability = asked(handler);
      if (capability === undefined) unasked.push(`${file} ${name}`);
      if (capability === "open") open.push(`${file} ${name}`);
    }
  }
  expect(unasked).toEqual([]);
  expect(open).toEqual([
    "app/api/auth/[...nextauth]/route.ts GET",
    "app/api/auth/[...nextauth]/route.ts POST",
  ]);
});

test("every server action asks for a capability, or is open on purpose", async () => {
  const files = globSync("app/**/*.ts", { cwd: root }).filter((file) =>
    file.endsWith("actions.ts"),
  );
  const open: string[] = [];
  const unasked: string[] = [];
  for (const file of files.toSorted()) {
    for (const [name, act] of await exportsOf(file)) {
      const capability = asked(act);
      if (capability === undefined) unasked.push(`${file} ${name}`);
      if (capability === "open") open.push(name);
    }
  }
  expect(unasked).toEqual([]);
  expect(open.toSorted()).toEqual([
    "askForReset",
    "confirmByLink",
    "createAccount",
    "resetByLink",
    "signInWithPassword",
    "signOutHere",
    "tryWithoutAccount",
  ]);
});

test("server actions stand in files that are looked at here", () => {
  const files = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: root });
  const acting = files.filter((file) =>
    /^\s*["']use server["']/mu.test(readFileSync(join(root, file), "utf8")),
  );
  expect(acting.length).toBeGreaterThan(8);
  expect(acting.filter((file) => !/^app\/.*actions\.ts$/u.test(file))).toEqual([]);
});

/** A guest with a token, as none can be made any more: what they may not do is refused all the same. */
async function guestCaller(db: Database) {
  const { id } = await createGuest(db);
  const { token, hash } = makeApiToken();
  await createApiToken(db, { userId: id, name: "Old", scope: "write", hash });
  return { id, authorization: `Bearer ${token}` };
}

test("a guest is asked to sign up exactly where the table says so, before anything else is looked at", async () => {
  const { db } = await freshApp();
  const guest = await guestCaller(db);
  const workflowId = await storeWorkflow(db, [
    { id: "explain", name: "Why", type: "ai_generated", uses: "ai.write" },
  ]);
  const run = await startExecution(db, { workflowId, ownerId: guest.id, inputs: {} });
  const refused: string[] = [];
  for (const [file, routed] of Object.entries({ ...routesOfRuns, ...openRoutes })) {
    if (/stream|events/u.test(file)) continue;
    const at = { executionId: run.id, stepId: "explain" };
    const response = await routed(at, { authorization: guest.authorization });
    if (response.status !== 403) continue;
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("/sign-up") });
    refused.push(file);
  }
  expect(refused.toSorted()).toEqual([
    "executions/[executionId]/patch/route.ts",
    "schedules/[scheduleId]/route.ts",
    "schedules/route.ts",
  ]);
});

test("an account may do all of it", async () => {
  const { db } = await freshApp();
  const { authorization } = await apiUser(db);
  const nowhere = { executionId: crypto.randomUUID(), stepId: "explain" };
  for (const [file, routed] of Object.entries({ ...routesOfRuns, ...openRoutes })) {
    const { status } = await routed(nowhere, { authorization });
    expect([file, status]).not.toEqual([file, 403]);
  }
});

test("a guest starts what is built in, and nothing of their own", async () => {
  const { db } = await freshApp();
  const guest = await guestCaller(db);
  const person = await apiUser(db);
  const definition = workflowDefinition.parse({
    id: "mine",
    name: "Mine",
    version: "1.0.0",
    category: "test",
    steps: [
      {
        id: "call",
        name: "Call",
        type: "integration",
        uses: "http.request",
        config: { url: "https://example.com/" },
      },
    ],
  });
  for (const { id: ownerId } of [guest, person]) await saveDefinition(db, { definition, ownerId });
  const execute = await import("#app/api/workflows/[workflowId]/execute/route.ts");
  const start = async ({ authorization }: { authorization: string }, workflowId: string) => {
    const sent = { authorization, body: {} };
    return (await call(execute.POST, { workflowId }, sent)).status;
  };
  const builtIn = await storeWorkflow(db, [
    { id: "explain", name: "Why", type: "ai_generated", uses: "ai.write" },
  ]);
  expect([await start(guest, "mine"), await start(person, "mine")]).toEqual([404, 201]);
  expect([await start(guest, builtIn), await start(person, builtIn)]).toEqual([201, 201]);
});

test("each standing includes the ones before it", () => {
  for (const name of Object.keys(capabilities)) {
    const able = (["guest", "person", "author", "admin"] as const).map((standing) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- a key of the table
      Number(includes(standing, name as keyof typeof capabilities)),
    );
    expect([name, ...able]).toEqual([name, ...able.toSorted((a, b) => a - b)]);
    expect(able.at(-1)).toBe(1);
  }
});
