import type { Database } from "#db/client.ts";
import { type ChangeLine, changeLines } from "#lib/engine/patch/diff-text.ts";
import { compareDefinitions } from "#lib/engine/patch/diff.ts";
import type { ChangeMade } from "#lib/runtime/store/definition-changes.ts";
import { parseReference } from "#lib/runtime/store/definition-reference.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";

export type DescribedChange = ChangeMade & {
  /** The version that the run followed from then on. */
  readonly version: string;
  readonly lines: readonly ChangeLine[];
};

/** The changes made to a run, each with a description of what it changed. */
export async function describedChanges(
  db: Database,
  changes: readonly ChangeMade[],
): Promise<DescribedChange[]> {
  return await Promise.all(
    changes.map(async (change) => {
      const [before, after] = await Promise.all([
        planOf(db, parseReference(change.from)),
        planOf(db, parseReference(change.to)),
      ]);
      const { version } = after.definition;
      const lines = changeLines(compareDefinitions(before.definition, after.definition));
      return { ...change, version, lines };
    }),
  );
}
