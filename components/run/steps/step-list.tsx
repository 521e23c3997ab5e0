import { StepState } from "#components/ui/lists/step-state.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";

import { stepPath } from "../paths.ts";
import { stepGroups, type StepItem, withInstances } from "./step-items.ts";

/** Every step in its group: open steps come first, completed ones last. */
export function StepList({ runId, items }: { runId: string; items: readonly StepItem[] }) {
  return (
    <>
      {stepGroups.map((group) => {
        const rows = withInstances(items).filter((item) => item.group === group);
        if (rows.length === 0) return null;
        return (
          <section key={group} aria-label={group}>
            <h2 className="group-title mt-8 mb-2">{group}</h2>
            <TaskList>
              {rows.map((item) => (
                <Row key={item.id} runId={runId} item={item} />
              ))}
            </TaskList>
          </section>
        );
      })}
    </>
  );
}

/** Under a step that is shown alone: the questions that may be answered besides. */
export function StepsBeside({ runId, items }: { runId: string; items: readonly StepItem[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="steps-beside" className="mt-12">
      <h2 id="steps-beside" className="group-title mb-2">
        You may also answer
      </h2>
      <TaskList>
        {items.map((item) => (
          <Row key={item.id} runId={runId} item={item} />
        ))}
      </TaskList>
    </section>
  );
}

/** The same list in a narrow column beside a step: the step at hand is pinned to its top. */
export function StepAside({
  runId,
  items,
  here,
  summary,
  children,
}: {
  runId: string;
  items: readonly StepItem[];
  here: string;
  /** "3 of 9 completed" */
  summary: string;
  children?: React.ReactNode;
}) {
  const all = withInstances(items);
  const pinned = all.filter(({ id }) => id === here);
  const rest = all.filter(({ id }) => id !== here);
  return (
    <aside
      aria-labelledby="all-steps"
      className="border-line max-md:border-t max-md:pt-6 md:border-l md:pl-8"
    >
      <h2 id="all-steps" className="small-title">
        All steps
      </h2>
      <p className="text-small text-ink-3">{summary}</p>
      <Group runId={runId} name="Do this next" rows={pinned} here={here} />
      {stepGroups.map((group) => (
        <Group
          key={group}
          runId={runId}
          name={group}
          rows={rest.filter((item) => item.group === group)}
          here={here}
        />
      ))}
      {children}
    </aside>
  );
}

function Group({
  runId,
  name,
  rows,
  here,
}: {
  runId: string;
  name: string;
  rows: readonly StepItem[];
  here: string;
}) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="group-title mt-5 mb-2">{name}</h3>
      <TaskList>
        {rows.map((item) => (
          <Row key={item.id} runId={runId} item={item} dense here={item.id === here} />
        ))}
      </TaskList>
    </>
  );
}

function Row({
  runId,
  item,
  dense = false,
  here = false,
}: {
  runId: string;
  item: StepItem;
  dense?: boolean;
  here?: boolean;
}) {
  const { id, name, hint, state, label, opens } = item;
  return (
    <Task
      name={name}
      hint={dense ? undefined : hint}
      href={opens ? stepPath(runId, id) : undefined}
      state={<StepState state={state} plain={here} {...(label !== undefined && { label })} />}
      here={here}
      dense={dense}
    />
  );
}
