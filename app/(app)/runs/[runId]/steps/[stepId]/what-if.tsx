import Link from "next/link";

import { ActionForm } from "#components/form/action-form.tsx";
import { stepPath } from "#components/run/paths.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";

import type { StepPageData } from "./require-step.ts";
import { startAnew } from "./step-actions.ts";
import { hiddenFields, allowedChanges } from "./step-page-parts.ts";

/**
 * The way from a step that is over to a run in which it came out otherwise: to its form, or straight there where the step
 * is only to be done anew. Answers that are listed have a way of their own each.
 */
export function WhatIf({ page, hasRows }: { page: StepPageData; hasRows: boolean }) {
  const { run, step, state, task } = page;
  const { definition, config, operation } = step;
  if (operation.mode === "job") {
    const written = state.status === "completed" && operation.proposes(config);
    // Instances are done anew with their step only, and what made up for a step is not done anew at all.
    if (task.part !== null || (!written && state.status !== "failed")) return null;
    return (
      <div className="mt-8">
        <ActionForm
          action={startAnew}
          hidden={hiddenFields(page)}
          label={written ? "Have it written again in another run" : "Try again in another run"}
        />
      </div>
    );
  }
  if (hasRows || !allowedChanges(page).whatIf) return null;
  if (formOf(step, state)?.kind !== "form") return null;
  return (
    <p className="mt-6">
      <Link href={stepPath(run.row.id, task.address, { whatif: "1" })}>
        What if “{definition.name}” had been answered differently?
      </Link>
    </p>
  );
}
