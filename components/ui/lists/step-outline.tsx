import type { ReactNode } from "react";

export type OutlineStep = { id: string; name: string; kind: ReactNode };

/** The steps of a workflow as numbers on a line, for a page that describes it. */
export function StepOutline({ steps }: { steps: readonly OutlineStep[] }) {
  return (
    <ol>
      {steps.map((step, i) => (
        <li
          key={step.id}
          className="not-last:after:border-line relative pb-4 pl-9 not-last:after:absolute not-last:after:top-6 not-last:after:bottom-0 not-last:after:left-3 not-last:after:border-l last:pb-0"
        >
          <span
            aria-hidden="true"
            className="border-control text-meta text-ink-2 absolute top-0 left-0 size-6 rounded-full border text-center leading-[22px] font-semibold"
          >
            {i + 1}
          </span>
          {step.name}
          <span className="text-small text-ink-3 block">{step.kind}</span>
        </li>
      ))}
    </ol>
  );
}
