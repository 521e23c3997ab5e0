import type { Metadata } from "next";
import { z } from "zod";

import { Column, PageHead } from "#components/layout/page.tsx";
import { RunRows } from "#components/run/list/run-rows.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { db } from "#db/index.ts";
import { listRuns } from "#db/queries/executions/list-runs.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { viewerClock } from "../../viewer-clock.ts";

export const metadata: Metadata = { title: "Runs" };

const shown = z.enum(["open", "ended"]).catch("open");
const statuses = {
  open: ["pending", "running", "paused"],
  ended: ["completed", "failed", "cancelled"],
} as const;
const most = 100;

export default async function RunsPage({ searchParams }: PageProps<"/runs">) {
  const viewer = await viewerAt("/runs");
  const show = shown.parse((await searchParams)["show"]);
  const runs = await listRuns(db, { ownerId: viewer.id, statuses: statuses[show], limit: most });
  const clock = await viewerClock();
  return (
    <Column width="list">
      <PageHead
        title="Runs"
        acts={
          <ButtonLink size="small" href="/templates">
            Start another
          </ButtonLink>
        }
      />
      <Tabs
        label="Runs"
        tabs={[
          { href: "/runs", label: "Open", current: show === "open" },
          { href: "/runs?show=ended", label: "Ended", current: show === "ended" },
        ]}
      />
      {runs.length === 0 ? (
        <NoRuns show={show} />
      ) : (
        <RunRows runs={runs} clock={clock} className="mt-4" />
      )}
    </Column>
  );
}

function NoRuns({ show }: { show: z.output<typeof shown> }) {
  return (
    <div className="mt-6">
      <p>{show === "open" ? "No open runs." : "No run has ended yet."}</p>
      <p className="mt-4">
        <ButtonLink look="primary" href="/templates">
          Choose a template
        </ButtonLink>
      </p>
    </div>
  );
}
