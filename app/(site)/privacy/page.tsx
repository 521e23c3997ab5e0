import type { Metadata } from "next";
import Link from "next/link";

import { Column, Section } from "#components/layout/page.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";
import { guestDays } from "#lib/runtime/jobs/sweep.ts";

export const metadata: Metadata = { title: "Privacy" };

export default function PrivacyPage() {
  return (
    <Column width="step">
      <h1>Privacy</h1>
      <p className="text-lead text-ink-2 mt-3">
        What this installation keeps, who can see it, and what leaves it.
      </p>
      <Section title="What is kept">
        <PlainList>
          <PlainItem>
            Your email address, your name if you give one, and your password as a hash that cannot
            be turned back.
          </PlainItem>
          <PlainItem>
            Your answers, the results of your runs and a log of their steps, so that you can go on
            and look back.
          </PlainItem>
          <PlainItem>
            Who signed in and failed to, from which network address, and what was done to accounts,
            keys and jobs. Only administrators see this log, and nobody can change it.
          </PlainItem>
          <PlainItem>
            One cookie that keeps you signed in, and one with your time zone, so that pages show
            times as your clock does. There is no tracking and no advertising.
          </PlainItem>
        </PlainList>
      </Section>
      <Section title="Who can see it">
        <p>
          Only you see your runs and portfolios. People who run this installation can reach its
          database, as with any service that you do not run yourself.
        </p>
      </Section>
      <Section title="What leaves">
        <p>
          When an AI step runs, and AI is set up here, the figures of your plan and the answers that
          the step uses, and what you ask about its text, are sent to the AI service that this
          installation was set up with. Your email address and password are never sent. Without AI
          nothing is sent: built-in rules write the text. Steps that call another service name it
          before you start.
        </p>
      </Section>
      <Section title="Without an account">
        <p>
          You can try what is built in as a guest. What you did moves to your account if you{" "}
          <Link href="/sign-up">create one</Link>. Otherwise all of it is deleted {guestDays} days
          after your last visit.
        </p>
      </Section>
    </Column>
  );
}
