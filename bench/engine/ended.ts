import type { Database } from "#db/client.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

/** Resolves when the execution has ended. */
export async function ended(
  db: Database,
  hub: NotificationHub,
  executionId: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = async () => {
    const [row] = await db.$client<{ status: string }[]>`
      select status from workflow_executions where id = ${executionId} and completed_at is not null`;
    if (row?.status === "completed") resolve();
    else if (row) reject(new Error(`The run has ${row.status}.`));
  };
  const leave = await hub.follow(executionId, () => void look());
  const fallback = setInterval(() => void look(), 100);
  await look();
  try {
    await promise;
  } finally {
    clearInterval(fallback);
    leave();
  }
}
