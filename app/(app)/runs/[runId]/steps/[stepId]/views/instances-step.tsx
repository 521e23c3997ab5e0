import { ActionForm } from "#components/form/action-form.tsx";
import { FollowRun } from "#components/run/follow-run.tsx";
import { runPath, stepPath } from "#components/run/paths.ts";
import { instanceItems, type StepItem, stepItems } from "#components/run/steps/step-items.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import { Acts } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/fields/text-field.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { kindOfItems } from "#lib/engine/state/item-kind.ts";
import { hasEnded } from "#lib/engine/state/state.ts";

import type { StepPageData } from "../require-step.ts";
import { addInstance, closeInstances } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** A multi-instance step: its instances, and a form to add more while its list is open. */
export function InstancesStep({ page }: { page: StepPageData }) {
  const { run, step, clock, name, query } = page;
  const { row, work } = run;
  const { progress, backHref } = headerOf(page);
  const item = stepItems(work, clock)[step.index]!;
  return (
    <StepFrame page={page} width="step">
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{name}</h1>
      <p className="mt-3 flex flex-wrap items-center gap-x-3">
        {item.hint} <StepState state={item.state} />
      </p>
      <Instances runId={row.id} items={instanceItems(work, step, clock)} />
      {takesInstances(work, step) && work.state.status === "running" && <OpenList page={page} />}
      {!hasEnded(work.state.status) && (
        <FollowRun
          runId={row.id}
          after={row.revision}
          {...(query.wait !== undefined && { to: runPath(row.id) })}
        />
      )}
    </StepFrame>
  );
}

function Instances({ runId, items }: { runId: string; items: readonly StepItem[] }) {
  if (items.length === 0) return <p className="text-ink-2 mt-4">There is nothing in it yet.</p>;
  return (
    <TaskList className="mt-6">
      {items.map(({ id, name, hint, state, label, opens }) => (
        <Task
          key={id}
          name={name}
          hint={hint}
          href={opens ? stepPath(runId, id) : undefined}
          state={<StepState state={state} {...(label !== undefined && { label })} />}
        />
      ))}
    </TaskList>
  );
}

/** Items with names are added by name. Where the items are empty, adding one needs no input. */
function OpenList({ page }: { page: StepPageData }) {
  const { run, step } = page;
  const kind = kindOfItems(run.work.state.steps[step.index]!.parts);
  const isNamed = kind === null || kind === "texts";
  return (
    <Acts className="items-end">
      {isNamed || kind === "empty values" ? (
        <ActionForm action={addInstance} hidden={hiddenFields(page)} label="Add another">
          {isNamed && (
            <div className="mb-3">
              <TextField name="item" label="What is the next one?" maxLength={500} width="half" />
            </div>
          )}
        </ActionForm>
      ) : (
        <p className="basis-full">
          This list holds {kind}. More of them can be added by a program only.
        </p>
      )}
      <ActionForm
        action={closeInstances}
        hidden={hiddenFields(page)}
        look="primary"
        label="That is all"
      />
    </Acts>
  );
}
