import Link from "next/link";

import { AccountFirst } from "#components/layout/account-first.tsx";
import { ChangeForm } from "#components/run/change/change-form.tsx";
import { changePath } from "#components/run/paths.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { changeStep } from "./actions.ts";
import { atFirst } from "./step-patch.ts";

/** The words of one step, and its place in the list. */
export function StepView({
  run: { row, work },
  step,
  writes,
}: {
  run: Run;
  step: PlanStep;
  /** Whether the viewer may change it in their own words. */
  writes: boolean;
}) {
  const { definition, index, id } = step;
  const { steps } = work.plan;
  const places = steps
    .filter((other) => other.id !== id)
    .map((other) => ({ value: other.id, label: `After “${other.definition.name}”` }));
  return (
    <>
      <h1 tabIndex={-1} className="mt-5">
        Change “{definition.name}”
      </h1>
      {writes ? (
        <div className="mt-6">
          <ChangeForm
            hidden={{ "~run": row.id, "~step": id }}
            fields={[
              { name: "name", label: "Name", value: definition.name, kind: "line" },
              {
                name: "description",
                label: "Description (optional)",
                value: definition.description,
                kind: "text",
              },
              {
                name: "after",
                label: "Place in the list",
                hint: "Of steps that can start at the same time, the first in the list comes first",
                value: index === 0 ? atFirst : steps[index - 1]!.id,
                kind: [{ value: atFirst, label: "First of all" }, ...places],
              },
            ]}
            change={changeStep}
          />
        </div>
      ) : (
        <AccountFirst next={changePath(row.id, { step: id })}>
          Create an account first, to change a step in your own words.
        </AccountFirst>
      )}
      <p className="mt-10">
        <Link href={changePath(row.id, { remove: id })}>Remove this step</Link>
      </p>
    </>
  );
}
