import type { Metadata } from "next";
import Link from "next/link";
import { z } from "zod";

import { AuditList } from "#components/admin/audit-list.tsx";
import { Column, PageHead } from "#components/layout/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { db } from "#db/index.ts";
import { listAuditEvents } from "#db/queries/audit/audit-events.ts";
import { auditActions, isAuditAction } from "#lib/audit/actions.ts";
import { viewerWho } from "#lib/auth/sessions/viewer.ts";

import { viewerClock } from "../../../viewer-clock.ts";

export const metadata: Metadata = { title: "Audit log" };

const most = 100;
const place = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Who did what, when, from where and on what. For admins; to others it does not exist. */
export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  await viewerWho("audit.read");
  const query = await searchParams;
  const before = place.safeParse(query["before"]).data ?? null;
  const action = isAuditAction(query["action"]) ? query["action"] : null;
  const [events, clock] = await Promise.all([
    listAuditEvents(db, { before, action, limit: most }),
    viewerClock(),
  ]);
  const last = events.at(-1);
  return (
    <Column width="list">
      <PageHead
        title="Audit log"
        acts={
          <ButtonLink size="small" href="/admin/audit">
            Latest
          </ButtonLink>
        }
      >
        <p>
          Who did what, when, from where and on what. Nothing here can be changed or deleted.
          {action !== null && ` Shown: ${auditActions[action]}.`}
        </p>
      </PageHead>
      {events.length === 0 ? (
        <p className="mt-6">Nothing {before === null ? "yet" : "earlier"}.</p>
      ) : (
        <AuditList events={events.map(shown)} clock={clock} />
      )}
      {last && events.length === most && (
        <p className="mt-6">
          <Link href={pathOf({ before: String(last.id), ...(action && { action }) })}>Earlier</Link>
        </p>
      )}
    </Column>
  );
}

function shown({ action, details, ...event }: Awaited<ReturnType<typeof listAuditEvents>>[number]) {
  const more = Object.entries(details).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return {
    ...event,
    title: isAuditAction(action) ? auditActions[action] : action,
    href: pathOf({ action }),
    details: more.join(", "),
  };
}

function pathOf(query: Record<string, string>): string {
  return `/admin/audit?${new URLSearchParams(query).toString()}`;
}
