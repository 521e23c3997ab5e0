import * as view from "#app/api/executions/[executionId]/route.ts";
import * as submit from "#app/api/executions/[executionId]/steps/[stepId]/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import { call } from "#tests/support/api.ts";
import type { Transport } from "#tests/support/generic-client.ts";

/** The routes as a client on the network reaches them. */
export function overRoutes(authorization: string): Transport {
  return async (method, path, body, headers) => {
    const key = headers?.["Idempotency-Key"];
    const sent = { authorization, method, body, ...(key !== undefined && { key }) };
    const workflow = /^\/workflows\/([^/]+)\/execute$/u.exec(path)?.[1];
    const [, executionId = "", stepId] =
      /^\/executions\/([^/]+)(?:\/steps\/([^/]+))?$/u.exec(path) ?? [];
    const response = workflow
      ? await call(execute.POST, { workflowId: workflow }, sent)
      : stepId
        ? await call(submit.POST, { executionId, stepId: decodeURIComponent(stepId) }, sent)
        : await call(view.GET, { executionId }, sent);
    return { status: response.status, json: await response.json() };
  };
}
