import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import { expect } from "vitest";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { ManualResetEvent } from "#lib/runtime/streams/manual-reset-event.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { fill } from "#tests/support/generic-client.ts";

import { notedDeliveries } from "./deliveries.ts";
import type { Effect } from "./effects.ts";
import type { ServerProcess } from "./process.ts";

/** How long a person waits for a notification before they look by themselves. */
const lookAgainMs = 3_000;

const view = z.object({
  id: z.uuid(),
  status: z.string(),
  revision: z.int(),
  waitingFor: z.array(
    z.object({ stepId: z.string(), schema: z.record(z.string(), z.unknown()).optional() }),
  ),
});
type View = z.output<typeof view>;

const calls = ["call", "tell", "last"] as const;

/**
 * Two questions, three calls to another server, a timer beside them: every kind of step that something outside settles.
 */
export function steps(host: string): WorkflowDefinitionInput["steps"] {
  const call = (id: string, dependencies: string[]) => ({
    id,
    name: id,
    type: "integration" as const,
    uses: "http.request",
    config: { method: "PUT", url: `http://${host}/` },
    inputs: { query: `{"run": inputs.run, "step": "${id}"}` },
    retry: { maxAttempts: 5, backoffMs: 20 },
    dependencies,
  });
  const fields = { type: "object", properties: { count: { type: "integer", title: "How many?" } } };
  return [
    { id: "ask", name: "Ask", type: "data_collection", uses: "form.ask", config: { fields } },
    call("call", ["ask"]),
    {
      id: "nap",
      name: "Nap",
      type: "integration",
      uses: "wait.for",
      config: { seconds: 0.2 },
      dependencies: ["ask"],
    },
    call("tell", ["call", "nap"]),
    {
      id: "check",
      name: "Check",
      type: "user_interaction",
      uses: "review.confirm",
      dependencies: ["tell"],
    },
    call("last", ["check"]),
  ];
}

type Walk = {
  hub: NotificationHub;
  servers: readonly ServerProcess[];
  /** Called at every command. */
  acted: () => void;
  ownerId: string;
  workflowId: string;
};

/** One person's way through a run, from its start to its end, answering every question. */
export async function walk({ hub, servers, acted, ownerId, workflowId }: Walk, number: string) {
  let turn = Number(number);
  /** Asks any server. If it dies before it answers, the next one gets the same request, with the same key. */
  const ask = async (act: Parameters<ServerProcess["ask"]>[0]): Promise<View> => {
    acted();
    for (;;) {
      const server = servers[turn++ % servers.length]!;
      const answer = await server.ask(act);
      if (answer === "gone" || answer.status >= 500) await pause(50);
      else {
        if (answer.status >= 300) throw new Error(JSON.stringify([act, answer]));
        return view.parse(answer.json);
      }
    }
  };
  const inputs = { run: number };
  let now = await ask({ does: "start", ownerId, workflowId, inputs, key: randomUUID() });
  const executionId = now.id;
  const changed = new ManualResetEvent();
  const leave = await hub.follow(executionId, () => changed.set());
  while (now.status === "running") {
    changed.reset();
    const asked = now.waitingFor.find(({ schema }) => schema);
    if (asked) {
      const { stepId, schema = {} } = asked;
      const data = z.json().parse(fill(schema));
      const { revision } = now;
      const submit = { does: "submit", ownerId, executionId, stepId, revision, data } as const;
      now = await ask({ ...submit, key: randomUUID() });
    } else {
      now = await ask({ does: "view", ownerId, executionId });
      const done = now.status !== "running" || now.waitingFor.some(({ schema }) => schema);
      if (!done) await changed.wait(lookAgainMs);
    }
  }
  leave();
  expect(now.status).toBe("completed");
  return executionId;
}

/**
 * Every call of every run was made, and none by a process that took its attempt from the queue after the step had
 * ended: each delivery of a step that was under way makes one call at most.
 */
export async function expectCalledWhileUnderWay(
  db: Database,
  runs: number,
  effects: readonly Effect[],
): Promise<void> {
  expect(new Set(effects.map(({ run, step }) => `${run} ${step}`)).size).toBe(runs * calls.length);
  const delivered = await notedDeliveries(db);
  const timesOf = new Map(
    delivered.map(({ run, step, process, times }) => [`${run} ${step} ${process}`, times]),
  );
  const made = Map.groupBy(effects, ({ run, step, process }) => `${run} ${step} ${process}`);
  const late = [...made].flatMap(([call, { length }]) => {
    const times = timesOf.get(call) ?? 0;
    return length > times ? [{ call, calls: length, deliveries: times }] : [];
  });
  expect(late).toEqual([]);
}
