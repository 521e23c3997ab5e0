import { z } from "zod";

import { db } from "#db/index.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { startDatabase } from "#db/start-database.ts";
import { patch } from "#lib/engine/patch/patch.ts";
import { pathText } from "#lib/engine/value/path-text.ts";
import { readWithSchema } from "#lib/engine/value/read-with-schema.ts";
import { AppError } from "#lib/errors.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";

import { readDocument } from "./files.ts";
import type { Report } from "./report.ts";

/**
 * Changes a run by the patch in a file, or with `dryRun` shows the effects. Fails where the run cannot be changed so.
 */
export async function patchRun(executionId: string, file: string, dryRun = false): Promise<Report> {
  const parsed = readWithSchema(patch, readDocument(file));
  if (!parsed.ok) {
    const lines = parsed.problems.map(({ path, message }) =>
      ["-", pathText(path), message].filter((word) => word !== "").join(" "),
    );
    throw new AppError("invalid", [`${file} is no patch:`, ...lines].join("\n"));
  }
  const change = { kind: "patch" as const, patch: parsed.data };
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    const id = z.uuid().safeParse(executionId);
    const row = id.success ? await getExecution(db, { executionId: id.data, ownerId: null }) : null;
    if (!row) throw new AppError("not_found", `There is no run ${executionId}.`);
    const at = { executionId, ownerId: row.userId, change };
    const proposal = await proposeChange(db, at);
    const { revision, lines, problems } = proposal;
    const ok = problems.length === 0;
    if (ok && !dryRun) {
      const made = await changeRun(db, { ...at, revision, actor: { kind: "system" } });
      if (!made.ok) throw new AppError("conflict", made.rejection.message);
    }
    return {
      json: { ok, changed: ok && !dryRun, ...proposal },
      lines: [...lines, ...problems.map(({ message }) => ({ text: `error: ${message}` }))].map(
        ({ text }) => text,
      ),
      failed: !ok,
    };
  } finally {
    await notificationHubOf(db).close();
    await db.$client.end({ timeout: 2 });
    await database.release();
  }
}
