import type { Metadata } from "next";

import { Column, Section } from "#components/layout/page.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";

export const metadata: Metadata = { title: "Accessibility" };

export default function AccessibilityPage() {
  return (
    <Column width="step">
      <h1>Accessibility</h1>
      <p className="text-lead text-ink-2 mt-3">
        This product aims at the Web Content Accessibility Guidelines 2.2, level AA.
      </p>
      <Section title="What that means here">
        <PlainList>
          <PlainItem mark="check">Everything can be done with the keyboard alone.</PlainItem>
          <PlainItem mark="check">
            Forms, runs and reports work with JavaScript turned off. With it, text arrives while it
            is being written.
          </PlainItem>
          <PlainItem mark="check">
            Each chart says its finding in words and repeats its figures in a table. Colour never
            stands alone.
          </PlainItem>
          <PlainItem mark="check">
            Errors are listed first on the page, say what to do, and lead to their field. What you
            typed is kept.
          </PlainItem>
          <PlainItem mark="check">
            Light and dark follow your system, and so does reduced motion. Text can be enlarged to
            200%.
          </PlainItem>
        </PlainList>
      </Section>
      <Section title="How it is tested">
        <p>
          Pages are checked with automated tools and driven by keyboard in a real browser. Automated
          checks find only a part of what can be wrong. If something keeps you from using a page,
          tell the people who run this installation which page it is and what happened.
        </p>
      </Section>
    </Column>
  );
}
