import * as cancel from "#app/api/executions/[executionId]/cancel/route.ts";
import * as compare from "#app/api/executions/[executionId]/compare/[otherId]/route.ts";
import * as events from "#app/api/executions/[executionId]/events/route.ts";
import * as fork from "#app/api/executions/[executionId]/fork/route.ts";
import * as holdings from "#app/api/executions/[executionId]/holdings/route.ts";
import * as log from "#app/api/executions/[executionId]/log/route.ts";
import * as migrate from "#app/api/executions/[executionId]/migrate/route.ts";
import * as patch from "#app/api/executions/[executionId]/patch/route.ts";
import * as pause from "#app/api/executions/[executionId]/pause/route.ts";
import * as resume from "#app/api/executions/[executionId]/resume/route.ts";
import * as revert from "#app/api/executions/[executionId]/revert/route.ts";
import * as view from "#app/api/executions/[executionId]/route.ts";
import * as signal from "#app/api/executions/[executionId]/signals/[name]/route.ts";
import * as stateAt from "#app/api/executions/[executionId]/state/route.ts";
import * as closeInstances from "#app/api/executions/[executionId]/steps/[stepId]/instances/close/route.ts";
import * as addInstance from "#app/api/executions/[executionId]/steps/[stepId]/instances/route.ts";
import * as submit from "#app/api/executions/[executionId]/steps/[stepId]/route.ts";
import * as stream from "#app/api/executions/[executionId]/steps/[stepId]/stream/route.ts";
import * as schedule from "#app/api/schedules/[scheduleId]/route.ts";
import * as schedules from "#app/api/schedules/route.ts";
import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import * as executeStep from "#app/api/workflows/ai/execute-step/route.ts";
import * as optimize from "#app/api/workflows/ai/optimize/route.ts";
import * as templates from "#app/api/workflows/templates/route.ts";
import { type Call, call } from "#tests/support/api.ts";

type Place = { executionId: string; stepId: string };
type Routed = (at: Place, sent: Call) => Promise<Response>;

/** The routes about one run, which must be the caller's own, by their path in `app/api`. */
export const routesOfRuns: Readonly<Record<string, Routed>> = {
  "executions/[executionId]/route.ts": (at, sent) => call(view.GET, at, { ...sent, method: "GET" }),
  "executions/[executionId]/log/route.ts": (at, sent) =>
    call(log.GET, at, { ...sent, method: "GET" }),
  "executions/[executionId]/compare/[otherId]/route.ts": ({ executionId }, sent) =>
    call(compare.GET, { executionId, otherId: executionId }, { ...sent, method: "GET" }),
  "executions/[executionId]/state/route.ts": (at, sent) =>
    call(stateAt.GET, at, { ...sent, method: "GET" }),
  "executions/[executionId]/fork/route.ts": ({ stepId, ...at }, sent) =>
    call(fork.POST, at, { body: { stepId }, ...sent }),
  "executions/[executionId]/patch/route.ts": (at, sent) =>
    call(patch.POST, at, { body: { revision: 1, patch: {} }, ...sent }),
  "executions/[executionId]/migrate/route.ts": (at, sent) =>
    call(migrate.POST, at, { body: { revision: 1 }, ...sent }),
  "executions/[executionId]/revert/route.ts": (at, sent) =>
    call(revert.POST, at, { body: { revision: 1 }, ...sent }),
  "executions/[executionId]/cancel/route.ts": (at, sent) =>
    call(cancel.POST, at, { body: {}, ...sent }),
  "executions/[executionId]/pause/route.ts": (at, sent) => call(pause.POST, at, sent),
  "executions/[executionId]/resume/route.ts": (at, sent) => call(resume.POST, at, sent),
  "executions/[executionId]/signals/[name]/route.ts": (at, sent) =>
    call(signal.POST, { ...at, name: "paid" }, { body: {}, ...sent }),
  "executions/[executionId]/steps/[stepId]/route.ts": (at, sent) =>
    call(submit.POST, at, { body: { revision: 1, data: {} }, ...sent }),
  "executions/[executionId]/steps/[stepId]/instances/route.ts": (at, sent) =>
    call(addInstance.POST, at, { body: { revision: 1, item: "one more" }, ...sent }),
  "executions/[executionId]/steps/[stepId]/instances/close/route.ts": (at, sent) =>
    call(closeInstances.POST, at, { body: { revision: 1 }, ...sent }),
  "executions/[executionId]/steps/[stepId]/stream/route.ts": (at, sent) =>
    call(stream.GET, at, { ...sent, method: "GET" }),
  "executions/[executionId]/events/route.ts": (at, sent) =>
    call(events.GET, at, { ...sent, method: "GET" }),
  "executions/[executionId]/holdings/route.ts": (at, sent) =>
    call(holdings.POST, at, { body: {}, ...sent }),
  "workflows/ai/execute-step/route.ts": (at, sent) =>
    call(executeStep.POST, {}, { body: at, ...sent }),
};

/** All others. */
export const openRoutes: Readonly<Record<string, Routed>> = {
  "workflows/templates/route.ts": (_, sent) => call(templates.GET, {}, { ...sent, method: "GET" }),
  "workflows/[workflowId]/execute/route.ts": (_, sent) =>
    call(execute.POST, { workflowId: "create-a-portfolio" }, { body: {}, ...sent }),
  "schedules/route.ts": (_, sent) => call(schedules.POST, {}, { body: {}, ...sent }),
  "schedules/[scheduleId]/route.ts": ({ executionId: scheduleId }, sent) =>
    call(schedule.PATCH, { scheduleId }, { body: {}, ...sent, method: "PATCH" }),
  "workflows/ai/optimize/route.ts": (_, sent) => call(optimize.POST, {}, { body: {}, ...sent }),
};
