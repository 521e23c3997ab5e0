import type { Metadata } from "next";

import { Column, Section } from "#components/layout/page.tsx";
import { AiLabel } from "#components/ui/ai-label.tsx";
import { Inset } from "#components/ui/inset.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";

export const metadata: Metadata = { title: "How this works" };

export default function HowItWorksPage() {
  return (
    <Column width="step">
      <h1>How this works</h1>
      <p className="text-lead text-ink-2 mt-3">
        A workflow leads you from a question to a plan, one step at a time. You can stop at any step
        and go on later.
      </p>
      <Section title="Your answers">
        <p>
          Each step asks for what the next ones need, and says why. Before anything is saved you see
          all answers on one page and can change each of them. Where answers point in different
          directions we show both, and the more careful one counts.
        </p>
      </Section>
      <Section title="The calculation">
        <p>
          A solver looks for the most expected return within the risk and the limits you accept. Its
          answer is checked again from the weights alone: limits kept, nothing better possible. When
          no portfolio fits your limits, you are told which of them conflict. You never get a
          substitute.
        </p>
        <p className="mt-4">
          Returns and risks come from published long-term assumptions. Every report names them with
          their date. They are averages of opinions about the future, not facts.
        </p>
      </Section>
      <Section title="What AI does">
        <p>
          <AiLabel /> marks every text that AI wrote. AI explains results that are already there. It
          picks no weights and no trades. Each number in its text is compared with the figures it
          was given, and one that does not match is marked. Where no AI is set up, built-in rules
          write the text, and the page says so.
        </p>
        <p className="mt-4">
          Confidence is High, Medium or Low, with the reason. It is worked out from checks, for
          example how many inputs are estimates. The AI’s own opinion of itself can only lower it.
        </p>
      </Section>
      <Section title="What it cannot do">
        <PlainList>
          <PlainItem>
            It does not know your debts, your taxes or your plans outside a run.
          </PlainItem>
          <PlainItem>It does not buy or sell anything.</PlainItem>
          <PlainItem>
            It does not foresee prices. A projection is a range, not a forecast.
          </PlainItem>
          <PlainItem>No adviser checks your plan.</PlainItem>
        </PlainList>
      </Section>
      <Inset className="mt-12">
        For information and education. Not financial advice. Past results do not predict future
        results. You can lose money.
      </Inset>
    </Column>
  );
}
