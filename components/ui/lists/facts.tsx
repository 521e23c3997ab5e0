import type { ReactNode } from "react";

export type Fact = { name: string; value: ReactNode };

/** A few facts in a row under a title: name above, value below. */
export function Facts({ facts, className = "" }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={`flex flex-wrap gap-x-8 gap-y-3 sm:gap-x-12 ${className}`}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt className="text-meta text-ink-3">{fact.name}</dt>
          <dd className="font-semibold">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts beside a page: ruled rows, name left, value right. */
export function SideFacts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="border-line text-small border-t">
      {facts.map((fact) => (
        <div
          key={fact.name}
          className="border-line grid grid-cols-[88px_minmax(0,1fr)] gap-4 border-b py-2.5"
        >
          <dt className="text-ink-3">{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Named values of a sentence or more each, in small type. */
export function NamedValues({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="text-small grid gap-x-4 gap-y-0.5 sm:grid-cols-[136px_minmax(0,1fr)] sm:gap-y-2">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-ink-3">{fact.name}</dt>
          <dd className="mb-2 sm:mb-0">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
