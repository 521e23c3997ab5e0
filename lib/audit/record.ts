import type { Database } from "#db/client.ts";
import { appendAuditEvent } from "#db/queries/audit/audit-events.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import type { AuditAction } from "./actions.ts";

/**
 * Who did something: a person or a guest, whoever runs the installation, the service itself, or somebody not signed in.
 */
export type Actor =
  | { readonly id: string; readonly email: string | null }
  | "command line"
  | "service"
  | "nobody signed in";

export type Deed = {
  action: AuditAction;
  by: Actor;
  /** The network address that it came from; none for what did not come over the network. */
  from?: string | null;
  /** What it was done to: an address, a job, a schedule. */
  target?: string | null;
  /** What else is to be known, and nothing that is secret. */
  details?: JsonObject;
};

/**
 * Keeps who did what, when, from where and on what, for good. Within a transaction it is kept exactly if the rest is:
 * so nothing that matters happens without a trace.
 */
export async function record(db: Database, deed: Deed): Promise<void> {
  const { action, by, details = {}, from = null, target = null } = deed;
  const actor = typeof by === "string" ? by : (by.email ?? "guest");
  const actorId = typeof by === "string" ? null : by.id;
  await appendAuditEvent(db, { action, actor, actorId, origin: from, target, details });
}
