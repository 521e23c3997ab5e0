import { type Clock, counted, dayText } from "#components/format/dates.ts";
import { Acts, ButtonLink } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/lists/facts.tsx";
import { Time } from "#components/ui/time.tsx";

import { runPath } from "../paths.ts";

/** The run that a person used last, first on their page. */
export function Resume({
  run,
  minutes,
  clock,
}: {
  run: {
    id: string;
    workflowId: string;
    name: string;
    next: { name: string } | null;
    updatedAt: Date;
  };
  minutes: number | null;
  clock: Clock;
}) {
  const where = run.next ? ` at ‘${run.next.name}’` : "";
  return (
    <div className="rounded-card border-line bg-surface mt-4 border p-4 sm:p-6">
      <p>
        Welcome back. You stopped{where} on{" "}
        <Time at={run.updatedAt}>{dayText(run.updatedAt, clock)}</Time>. Your answers are saved.
      </p>
      <Facts
        className="mt-4"
        facts={[
          { name: "Run", value: run.name },
          ...(run.next ? [{ name: "Next", value: run.next.name }] : []),
          ...(minutes === null
            ? []
            : [{ name: "Left", value: `about ${counted(minutes, "minute")}` }]),
        ]}
      />
      <Acts className="!mt-5">
        <ButtonLink look="primary" href={runPath(run.id)}>
          Continue
        </ButtonLink>
        <ButtonLink href={`/templates/${run.workflowId}`}>Start again</ButtonLink>
      </Acts>
    </div>
  );
}
