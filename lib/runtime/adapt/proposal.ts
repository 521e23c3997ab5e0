import type { Database } from "#db/client.ts";
import { adaptability } from "#lib/engine/decide/adaptability.ts";
import { type ChangeLine, changeLines } from "#lib/engine/patch/diff-text.ts";
import { compareDefinitions, saysTheSame } from "#lib/engine/patch/diff.ts";
import { hasHappened, hasEnded } from "#lib/engine/state/state.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { AppError, type ProblemPart } from "#lib/errors.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";
import { catalog } from "#lib/steps/registry.ts";

import {
  type ProposedChange,
  type ProposedDefinition,
  proposedDefinition,
} from "./proposed-definition.ts";

/** The effects of a change, for the person who decides about it. */
export type Proposal = {
  /** The revision that this was computed for. Approving the change names it. */
  readonly revision: number;
  /** The version that the run would follow. */
  readonly version: string | null;
  readonly lines: readonly ChangeLine[];
  /** The names of the steps that have events. They stay as they are. */
  readonly staying: readonly string[];
  /** Why it cannot be done; empty when it can. */
  readonly problems: readonly ProblemPart[];
  /** Warnings for the person. They stop nobody. */
  readonly warnings: readonly ProblemPart[];
};

export type Proposed = { readonly proposal: Proposal; readonly target: ProposedDefinition | null };

/**
 * Computes the effects of a change on the present state of a run, and changes nothing. Throws `conflict` for a run that
 * has ended.
 */
export async function propose(db: Database, run: Run, change: ProposedChange): Promise<Proposed> {
  const { plan, state } = run.work;
  if (hasEnded(state.status)) throw new AppError("conflict", `This run has ${state.status}.`);
  const { revision } = state;
  const staying = plan.steps
    .filter(({ index }) => hasHappened(state.steps[index]!))
    .map(({ definition }) => definition.name);
  const found = await proposedDefinition(db, run, change);
  if (!found.ok) {
    const none = { lines: [], staying, warnings: [], problems: found.obstacles };
    return { target: null, proposal: { revision, version: null, ...none } };
  }
  const { target } = found;
  const diff = compareDefinitions(plan.definition, target.definition);
  const validated = validateDefinition(target.definition, catalog);
  const obstacles = adaptability(run.work, target.definition, target.reverts);
  const same = saysTheSame(diff) ? [nothingChanges] : [];
  const errors = validated.problems.filter(({ severity }) => severity === "error");
  return {
    target,
    proposal: {
      revision,
      version: target.definition.version,
      lines: changeLines(diff),
      staying,
      problems: [...same, ...obstacles, ...errors].map(partOf),
      warnings: validated.ok ? newWarnings(run, validated.problems).map(partOf) : [],
    },
  };
}

const nothingChanges = {
  code: "nothing_changes",
  steps: [],
  message: "This changes nothing about the run.",
};

type Problems = ReturnType<typeof validateDefinition>["problems"];

/** The warnings that the run's present definition does not have. */
function newWarnings({ work }: Run, problems: Problems): Problems {
  if (problems.length === 0) return [];
  const before = validateDefinition(work.plan.definition, catalog).problems;
  const known = new Set(before.map(({ message }) => message));
  return problems.filter(({ message }) => !known.has(message));
}

function partOf({ code, steps, message }: ProblemPart): ProblemPart {
  return { code, steps, message };
}
