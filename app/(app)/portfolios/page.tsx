import type { Metadata } from "next";

import { shortDayText } from "#components/format/dates.ts";
import { money, percent } from "#components/format/numbers.ts";
import { runReference } from "#components/format/run-reference.ts";
import { Column, PageHead } from "#components/layout/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Task, TaskList } from "#components/ui/lists/task-list.tsx";
import { Time } from "#components/ui/time.tsx";
import { db } from "#db/index.ts";
import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { viewerClock } from "../../viewer-clock.ts";

export const metadata: Metadata = { title: "Portfolios" };

export default async function PortfoliosPage() {
  const viewer = await viewerAt("/portfolios");
  const portfolios = await listPortfolios(db, { ownerId: viewer.id });
  const clock = await viewerClock();
  return (
    <Column width="list">
      <PageHead title="Portfolios">
        <p>Plans you have saved.</p>
      </PageHead>
      {portfolios.length === 0 ? (
        <>
          <p>No saved plans yet.</p>
          <p className="mt-4">
            <ButtonLink look="primary" href="/templates/create-a-portfolio">
              Create a portfolio
            </ButtonLink>
          </p>
        </>
      ) : (
        <TaskList>
          {portfolios.map(({ id, name, amount, currency, volatility, executionId, createdAt }) => (
            <Task
              key={id}
              name={name}
              hint={`${money(amount, currency)}, volatility ${percent(volatility)} a year. ${runReference(executionId)}`}
              href={`/portfolios/${id}`}
              state={
                <Time at={createdAt} className="text-small text-ink-3 whitespace-nowrap">
                  {shortDayText(createdAt, clock)}
                </Time>
              }
            />
          ))}
        </TaskList>
      )}
    </Column>
  );
}
