import { setTimeout as pause } from "node:timers/promises";

import { onTestFinished } from "vitest";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { getStepStatus } from "#db/queries/executions/step-status.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { drive, type Transport } from "#tests/support/generic-client.ts";

import type { ServerProcess } from "./process.ts";

export const workflowId = "create-a-portfolio";

export const run = z.object({ id: z.uuid(), revision: z.int() });

const submitted = z.object({
  revision: z.int().default(0),
  data: z.json().default(null),
});

/**
 * The API of a server that may die or break: a client without an answer sends the same request again, with the same
 * key.
 */
export function stubborn(
  server: ServerProcess,
  ownerId: string,
  onFirstTry: () => void = () => {},
): Transport {
  return async (method, path, body, headers) => {
    const key = headers?.["Idempotency-Key"] ?? "";
    const [, executionId = "", stepId] =
      /^\/executions\/([^/]+)(?:\/steps\/([^/]+))?$/u.exec(path) ?? [];
    const sent = submitted.parse(body ?? {});
    if (method === "POST") onFirstTry();
    for (;;) {
      const answer = await server.ask(
        path.endsWith("/execute")
          ? { does: "start", ownerId, workflowId, key }
          : stepId
            ? { does: "submit", ownerId, executionId, stepId, ...sent, key }
            : { does: "view", ownerId, executionId },
      );
      if (answer === "gone") await server.up();
      else if (answer.status < 500) return answer;
      else await pause(50);
    }
  };
}

/** Drives a run until a step has the status, and returns what continues from there. */
export async function driveTo(
  { db, ownerId, server }: { db: Database; ownerId: string; server: ServerProcess },
  stepId: string,
  status: string,
): Promise<{ executionId: string; goOn: () => ReturnType<typeof drive> }> {
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const reached = Promise.withResolvers<string>();
  const send = stubborn(server, ownerId);
  const watched: Transport = async (...request) => {
    const answer = await send(...request);
    if (request[1].endsWith("/execute")) {
      const { id } = run.parse(answer.json);
      await hub.follow(id, () => {
        // What cannot be read while the database is away is read at the next change.
        getStepStatus(db, { executionId: id, stepId }).then(
          (now) => now?.status === status && reached.resolve(id),
          () => {},
        );
      });
    }
    return answer;
  };
  const driven = drive(watched, workflowId);
  return { executionId: await reached.promise, goOn: () => driven };
}
