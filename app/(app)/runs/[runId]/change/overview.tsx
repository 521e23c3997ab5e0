import Link from "next/link";

import type { Clock } from "#components/format/dates.ts";
import { Section } from "#components/layout/page.tsx";
import { ChangesList } from "#components/run/change/changes-list.tsx";
import { ChangeLines } from "#components/run/history/change-lines.tsx";
import { changePath, historyPath } from "#components/run/paths.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { db } from "#db/index.ts";
import { hasHappened } from "#lib/engine/state/state.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { listedChanges, type Newest, newestVersion } from "./overview-data.ts";

/** Everything about a run that can still change, and the changes made so far. */
export async function Overview({ run, clock, done }: { run: Run; clock: Clock; done: boolean }) {
  const { row } = run;
  const [newest, changes] = await Promise.all([
    newestVersion(db, run),
    listedChanges(db, run, clock),
  ]);
  return (
    <>
      {done && (
        <Notice tone="info" className="mt-5">
          Your change was made. The run goes on with it.
        </Notice>
      )}
      <h1 tabIndex={-1} className="mt-5">
        Change this run
      </h1>
      <p className="text-ink-2 mt-3">
        What has happened stays as it is. Steps that have not started can still change, in this run
        only.
      </p>
      {newest && <NewerVersion run={run} newest={newest} />}
      <StepsAhead run={run} />
      {changes.length > 0 && (
        <Section title="Changes so far">
          <ChangesList changes={changes} />
        </Section>
      )}
      <p className="mt-12 flex flex-wrap gap-x-6 gap-y-3">
        <Link href={changePath(row.id, { write: "1" })}>Write a change yourself</Link>
        <Link href={historyPath(row.id)}>History of this run</Link>
      </p>
    </>
  );
}

function NewerVersion({ run: { row, work }, newest }: { run: Run; newest: Newest }) {
  const { lines, reason, version } = newest;
  return (
    <Section title="A newer version is available">
      <p>
        This run follows version {work.plan.definition.version}. Version {version} is available.
      </p>
      <ChangeLines lines={lines} className="mt-4" />
      <p className="mt-5">
        {reason ?? (
          <ButtonLink href={changePath(row.id, { version })}>Check version {version}</ButtonLink>
        )}
      </p>
    </Section>
  );
}

function StepsAhead({ run: { row, work } }: { run: Run }) {
  const ahead = work.plan.steps.filter(({ index }) => !hasHappened(work.state.steps[index]!));
  return (
    <Section title="Steps that can change">
      {ahead.length === 0 && <p>Every step has started. None can change any more.</p>}
      <TaskList>
        {ahead.map(({ id, definition }) => (
          <Task
            key={id}
            name={definition.name}
            href={changePath(row.id, { step: id })}
            {...(definition.description !== "" && { hint: definition.description })}
          />
        ))}
      </TaskList>
    </Section>
  );
}
