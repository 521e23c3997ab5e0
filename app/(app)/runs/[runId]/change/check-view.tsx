import { ActionForm } from "#components/form/action-form.tsx";
import { ChangeCheck } from "#components/run/change/change-check.tsx";
import { db } from "#db/index.ts";
import { propose } from "#lib/runtime/adapt/proposal.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { makeAsked } from "./actions.ts";
import type { AskedCheck } from "./requested-view.ts";

/** One change and its effects, before it is made. */
export async function CheckView({ run, asked }: { run: Run; asked: AskedCheck }) {
  const { title, label, change, query } = asked;
  const { proposal } = await propose(db, run, change);
  const { revision } = proposal;
  return (
    <>
      <h1 tabIndex={-1} className="mt-5">
        {title}
      </h1>
      <ChangeCheck proposal={proposal}>
        <ActionForm
          action={makeAsked}
          hidden={{ ...query, "~run": run.row.id, "~revision": String(revision) }}
          look="primary"
          label={label}
        />
      </ChangeCheck>
    </>
  );
}
