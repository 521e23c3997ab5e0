import { type Clock, momentText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";

import { comparePath } from "../paths.ts";

const relations = { what_if: "what if", source: "asked about", other: "" } as const;

type Other = { id: string; relation: keyof typeof relations; startedAt: number };

/** Other runs of the same workflow. A what-if is always second, as B. */
export function CompareWith({
  runId,
  others,
  clock,
}: {
  runId: string;
  others: readonly Other[];
  clock: Clock;
}) {
  return (
    <section aria-labelledby="compare-with">
      <h2 id="compare-with" className="small-title mb-2">
        Compare with
      </h2>
      <ul className="text-small space-y-1">
        {others.map(({ id, relation, startedAt }) => (
          <li key={id}>
            <a href={relation === "source" ? comparePath(id, runId) : comparePath(runId, id)}>
              {runReference(id)}
            </a>{" "}
            <span className="text-ink-3">
              {[relations[relation], momentText(startedAt, clock)].filter(Boolean).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
