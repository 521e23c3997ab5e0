import { onTestFinished } from "vitest";

import { connect, type Database } from "#db/client.ts";
import { createApiToken } from "#db/queries/people/api-tokens.ts";
import { makeApiToken } from "#lib/auth/tokens/api-token.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub, notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";

import { somebody } from "./executions.ts";
import { freshDatabase } from "./pg.ts";

type Handler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;

const kept = globalThis as typeof globalThis & {
  workflowsDatabase?: Database;
  workflowsHub?: NotificationHub;
};

/** A database of its own for one test. The application's routes use it too until the test is over. */
export async function freshApp(): Promise<{ db: Database; url: string }> {
  const url = await freshDatabase();
  const db = connect(url);
  appOn(db);
  return { db, url };
}

/** Has the application's routes use this database until the test is over, which ends it. */
export function appOn(db: Database): void {
  kept.workflowsDatabase = db;
  delete kept.workflowsHub;
  onTestFinished(async () => {
    await notificationHubOf(db).close();
    delete kept.workflowsHub;
    delete kept.workflowsDatabase;
    await db.$client.end({ timeout: 1 });
  });
}

/** The same with a worker inside, as the server has it. */
export async function freshAppWithWorker(): Promise<{ db: Database; url: string }> {
  const app = await freshApp();
  const worker = await startWorker(app.db, notificationHubOf(app.db), app.url);
  onTestFinished(async () => await worker.stop());
  return app;
}

/** A person and the header that their API token is sent in. */
export async function apiUser(db: Database): Promise<{ id: string; authorization: string }> {
  const id = await somebody(db);
  const { token, hash } = makeApiToken();
  await createApiToken(db, { userId: id, name: "Test", scope: "write", hash });
  return { id, authorization: `Bearer ${token}` };
}

export type Call = {
  authorization?: string | undefined;
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  query?: string;
  /** Sent as JSON; text as it is. */
  body?: unknown;
  key?: string;
  signal?: AbortSignal;
};

/** Calls a route handler as a request over HTTP would. */
export async function call<P>(handler: Handler<P>, params: P, sent: Call = {}): Promise<Response> {
  const { authorization, body, key, method = "POST", query = "", signal } = sent;
  const request = new Request(`http://127.0.0.1:3000/api${query}`, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...((method === "POST" || method === "PATCH") && {
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    ...(signal && { signal }),
  });
  return await handler(request, { params: Promise.resolve(params) });
}
