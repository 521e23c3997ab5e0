import { randomUUID } from "node:crypto";

import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";

import { fill } from "./generic-client.ts";
import { bearerOf, type Person } from "./people.ts";

const execution = z.object({
  id: z.uuid(),
  status: z.string(),
  revision: z.int(),
  waitingFor: z.array(
    z.object({ stepId: z.string(), schema: z.record(z.string(), z.unknown()).optional() }),
  ),
});

type Answers = Readonly<Record<string, unknown>>;

/** A run that a person has started and taken to where the step `until` waits for them. */
export async function runWaitingAt(
  request: APIRequestContext,
  person: Person,
  until: string,
  answers: Answers = {},
  workflowId = "create-a-portfolio",
): Promise<string> {
  const headers = await bearerOf(person);
  const started = await request.post(`/api/workflows/${workflowId}/execute`, { headers, data: {} });
  const { id } = execution.parse(await started.json());
  await goOnTo(request, person, id, until, answers);
  return id;
}

/** Takes a person's run on to where the step `until` waits for them. */
export async function goOnTo(
  request: APIRequestContext,
  person: Person,
  runId: string,
  until: string,
  answers: Answers = {},
): Promise<void> {
  const headers = await bearerOf(person);
  const path = `/api/executions/${runId}`;
  let run = execution.parse(await (await request.get(path, { headers })).json());
  const deadline = Date.now() + 60_000;
  while (!run.waitingFor.some(({ stepId }) => stepId === until)) {
    if (Date.now() > deadline) throw new Error(`The run never came to ${until}.`);
    const asked = run.waitingFor.find(({ schema }) => schema);
    const response = asked
      ? await request.post(`${path}/steps/${asked.stepId}`, {
          headers: { ...headers, "Idempotency-Key": randomUUID() },
          data: {
            revision: run.revision,
            data: answers[asked.stepId] ?? fill(asked.schema ?? {}),
          },
        })
      : await later(() => request.get(path, { headers }));
    if (!response.ok()) throw new Error(`${path}: ${await response.text()}`);
    run = execution.parse(await response.json());
  }
}

async function later<T>(ask: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return await ask();
}
