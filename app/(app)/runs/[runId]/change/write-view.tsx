import { ChangeForm } from "#components/run/change/change-form.tsx";
import { JsonText } from "#components/run/json-text.tsx";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { changeAsWritten } from "./actions.ts";

/** Any change, as its author writes it. */
export function WriteView({ run: { row } }: { run: Run }) {
  return (
    <>
      <h1 tabIndex={-1} className="mt-5">
        Write a change yourself
      </h1>
      <p className="text-ink-2 mt-3">
        A change is a list of operations: add, remove, replace, rewire or move a step. They are made
        one after the other, and all of them or none.
      </p>
      <JsonText text={example} />
      <div className="mt-6">
        <ChangeForm
          hidden={{ "~run": row.id }}
          fields={[{ name: "patch", label: "Change, as YAML or JSON", value: "", kind: "text" }]}
          change={changeAsWritten}
        />
      </div>
    </>
  );
}

const example = `{
  "changes": [
    { "op": "rewire", "step": "approve", "dependencies": ["checks"] },
    { "op": "remove", "step": "explain" }
  ]
}`;
