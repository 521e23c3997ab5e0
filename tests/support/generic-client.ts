import { z } from "zod";

/** Standard JSON Schema, and nothing else: all that a client needs that knows nothing of the product. */
type Schema = {
  type?: string;
  default?: unknown;
  examples?: readonly unknown[];
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
  items?: Schema;
  minItems?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
};

/**
 * A value that a schema allows: its default or first example, else the first or smallest one. Optional properties are
 * left out.
 */
export function fill(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  return fillers[schema.type ?? ""]?.(schema) ?? null;
}

const fillNumber = ({ exclusiveMinimum = 0, minimum = exclusiveMinimum + 1 }: Schema) => minimum;

const fillers: Readonly<Record<string, (schema: Schema) => unknown>> = {
  object: ({ properties, required = [] }) =>
    Object.fromEntries(required.map((name) => [name, fill(properties?.[name] ?? {})])),
  array: fillItems,
  integer: fillNumber,
  number: fillNumber,
  boolean: () => true,
  string: ({ format, minLength = 0 }) =>
    format === "date" ? "2030-01-31" : "text".padEnd(minLength, "."),
};

/** Different items where there are several to choose from, because most lists allow no item twice. */
function fillItems({ items = {}, minItems = 1 }: Schema): unknown[] {
  return Array.from({ length: minItems }, (_, i) => items.enum?.[i] ?? fill(items));
}

const execution = z.object({
  id: z.uuid(),
  status: z.string(),
  revision: z.int(),
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      attempt: z.int(),
      iteration: z.int(),
      error: z.object({ message: z.string() }).optional(),
    }),
  ),
  waitingFor: z.array(
    z.object({
      stepId: z.string(),
      kind: z.enum(["form", "review", "signal", "time", "child"]),
      /** Of kind `child`: the child run of the step. */
      executionId: z.uuid().optional(),
      schema: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

export type SeenExecution = z.output<typeof execution>;

/**
 * How the client reaches the API: a method, a path under `/api`, and a body. Returns the status and the JSON of the
 * answer.
 */
export type Transport = (
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<{ status: number; json: unknown }>;

const pollMs = 25;

const once = () => ({ "Idempotency-Key": crypto.randomUUID() });

/**
 * Starts a workflow and answers whatever it waits for, from the schemas alone, until it ends. Throws with what the
 * server said when an answer is refused, or when nothing happens for `patienceMs`.
 */
export async function drive(
  send: Transport,
  workflowId: string,
  patienceMs = 30_000,
): Promise<SeenExecution> {
  const ok = async (...request: Parameters<Transport>): Promise<SeenExecution> => {
    const { json, status } = await send(...request);
    if (status >= 300)
      throw new Error(`${JSON.stringify(request)}: ${status} ${JSON.stringify(json)}`);
    return execution.parse(json);
  };
  return await driveOn(
    ok,
    await ok("POST", `/workflows/${workflowId}/execute`, {}, once()),
    patienceMs,
  );
}

type Ask = (...request: Parameters<Transport>) => Promise<SeenExecution>;

/** Continues an execution and its child runs. */
async function driveOn(ok: Ask, from: SeenExecution, patienceMs: number): Promise<SeenExecution> {
  let view = from;
  let changed = Date.now();
  const driven = new Set<string>();
  while (view.status === "running") {
    const asked = view.waitingFor.find(({ schema }) => schema);
    const before = view.revision;
    const child = view.waitingFor.find(
      ({ executionId = "" }) => executionId !== "" && !driven.has(executionId),
    );
    if (child?.executionId !== undefined) {
      driven.add(child.executionId);
      await driveOn(ok, await ok("GET", `/executions/${child.executionId}`), patienceMs);
      changed = Date.now();
    } else if (asked) {
      const path = `/executions/${view.id}/steps/${encodeURIComponent(asked.stepId)}`;
      const answer = { revision: view.revision, data: fill(asked.schema ?? {}) };
      view = await ok("POST", path, answer, once());
    } else {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      view = await ok("GET", `/executions/${view.id}`);
    }
    if (view.revision !== before) changed = Date.now();
    if (Date.now() - changed > patienceMs) throw new Error(`Stuck: ${JSON.stringify(view)}`);
  }
  return view;
}
