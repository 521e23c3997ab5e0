import { afterAll, expect, test } from "vitest";

import { parseExpression } from "#lib/engine/expression/expression.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import { setEnv } from "#lib/env.ts";
import { serve } from "#tests/support/http-server.ts";
import { runJob } from "#tests/support/operations.ts";
import { freshDb } from "#tests/support/pg.ts";
import { portFaults } from "#tests/support/ports.ts";
import { personWithRun } from "#tests/support/run.ts";

import { catalog, operations } from "./registry.ts";

setEnv({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "", AI_MODEL: "" });
afterAll(() => setEnv({ HTTP_ALLOW: "" }));

const running = [...operations.values()].filter(({ mode }) => mode === "inline" || mode === "job");
const waiting = [...operations.values()].filter(({ mode }) => mode === "wait");

test.each(waiting)("the example of $id says what it waits for", ({ id, example }) => {
  const parsed = catalog.operations.get(id)!.parseConfig(example.config);
  const now = 1_000;
  const waited =
    parsed.ok && catalog.operations.get(id)?.waitFor?.(parsed.config, example.input, now);
  expect(waited).toEqual(
    id === "wait.for"
      ? { kind: "time", at: now + 60_000 }
      : { kind: "signal", name: "payment-received" },
  );
});

test.each(running)(
  "the example of $id runs, and gives what its ports promise",
  async (operation) => {
    const config = operation.config.parse(await reachable(operation.example.config));
    const { output, outcome } = await run(operation.id, config, operation.example.input);
    const contract = catalog.operations.get(operation.id)!;
    const ports = contract.outputs(config);
    expect(Object.keys(output).toSorted()).toEqual(Object.keys(ports).toSorted());
    expect(portFaults(ports, output)).toEqual([]);
    expect([...contract.outcomes(config), undefined]).toContain(outcome);
    expect(outcome === undefined).toBe(contract.outcomes(config).length === 0);
  },
);

async function run(id: string, config: JsonObject, input: JsonObject) {
  const operation = operations.get(id)!;
  if (operation.mode === "inline") return operation.execute({ config, input }, { evaluate });
  const db = await freshDb();
  const { ownerId, executionId } = await personWithRun(db);
  const execution = { id: executionId, ownerId, workflowName: "A test" };
  return await runJob(operation, config, input, { db, execution });
}

function evaluate(source: string): Json {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression.evaluate({ inputs: {}, steps: {} });
}

/** The same config with the URL of a local server, where it has one. */
async function reachable(config: JsonObject): Promise<JsonObject> {
  if (config["url"] === undefined) return config;
  const { host } = await serve((_, response) =>
    response.setHeader("content-type", "application/json").end('{"price":612.4}'),
  );
  setEnv({ HTTP_ALLOW: host });
  return { ...config, url: `http://${host}/` };
}
