import type { Metadata } from "next";
import Link from "next/link";

import { Figure } from "#components/charts/figure.tsx";
import { FrontierChart } from "#components/charts/frontier-chart.tsx";
import { percent } from "#components/format/numbers.ts";
import { AiLabel } from "#components/ui/ai-label.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { tryWithoutAccount } from "../(auth)/actions.ts";
import { examplePlan } from "./example-plan.ts";
import { StartingPoints } from "./starting-points.tsx";
import { TryForm } from "./try-form.tsx";

export const metadata: Metadata = {
  title: { absolute: "Plan your investing one clear step at a time - InvestByYourself" },
};

export default async function LandingPage() {
  const viewer = await getViewer();
  return (
    <>
      <div className="grid items-start gap-x-16 gap-y-10 md:grid-cols-[minmax(0,1fr)_minmax(0,480px)] md:pt-4">
        <div>
          <h1 className="sm:text-landing max-w-[12em] tracking-[-0.018em] max-sm:text-[32px] max-sm:leading-[38px]">
            Plan your investing one clear step at a time
          </h1>
          <p className="text-lead text-ink-2 mt-4 max-w-[30em]">
            Answer one question at a time. A solver picks the weights from limits you set. You get a
            plan you can check, print and change.
          </p>
          {viewer ? (
            <ButtonLink href="/home" look="primary" className="mt-8">
              Continue
            </ButtonLink>
          ) : (
            <TryForm action={tryWithoutAccount}>
              <ButtonLink href="/sign-in">Sign in</ButtonLink>
            </TryForm>
          )}
          <p className="text-meta text-ink-3 mt-4">No bank details, no card.</p>
        </div>
        <ExampleFigure />
      </div>
      <StartingPoints />
      <HowItWorks />
    </>
  );
}

const sizes = {
  wide: { width: 430, height: 300, narrow: true },
  narrow: { width: 326, height: 260, narrow: true },
};

function ExampleFigure() {
  const { proposed, lowestRisk, frontier } = examplePlan;
  return (
    <Figure
      className="rounded-card border-line bg-surface border p-4 sm:p-6"
      finding="What a plan shows"
      reading={`The most expected return at the risk you accept: ${percent(proposed.return)} a year at a volatility of ${percent(proposed.risk)}`}
    >
      <FrontierChart
        id="example"
        frontier={frontier}
        points={[
          { ...lowestRisk, label: "Lowest risk", mark: "open" },
          { ...proposed, label: "Proposed", mark: "filled" },
        ]}
        sizes={sizes}
      />
      <p className="text-meta text-ink-3 mt-3">
        Example: $48,000, 12 years, volatility limit 8.5%. Expected is not promised.{" "}
        <Link href="/how-it-works">How this works</Link>
      </p>
    </Figure>
  );
}

const roles = [
  {
    name: "You",
    does: "Answer questions and set limits. Nothing is final until you save it.",
  },
  {
    name: "A solver",
    does: "Picks the weights from your limits and published assumptions on return and risk.",
  },
  {
    name: <AiLabel key="ai" />,
    does: "Explains the result in words. It is always marked, and so is text written by rules without it.",
  },
];

function HowItWorks() {
  return (
    <section className="mt-16">
      <h2 className="sm:text-h1">How it works, and what it cannot do</h2>
      <div className="mt-6 grid gap-8 sm:grid-cols-2">
        <div>
          <h3 className="mb-4">Who does what</h3>
          <dl className="border-line border-t">
            {roles.map(({ name, does }) => (
              <div
                key={does}
                className="border-line grid grid-cols-[96px_minmax(0,1fr)] gap-4 border-b py-3"
              >
                <dt className="font-semibold">{name}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          <h3 className="mb-4">Limits</h3>
          <PlainList>
            <PlainItem>No one checks your plan. It is not advice from an adviser.</PlainItem>
            <PlainItem>Past prices do not predict future prices. You can lose money.</PlainItem>
            <PlainItem>
              AI can be wrong. Every number it writes is compared with the figures it was given.
            </PlainItem>
            <PlainItem>
              If your answers point in different directions, we show it and use the more careful
              one.
            </PlainItem>
            <PlainItem>It does not buy or sell. You place the trades yourself.</PlainItem>
          </PlainList>
        </div>
      </div>
    </section>
  );
}
