import type { Catalog } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Diagnostic } from "#lib/engine/definition/diagnostic.ts";
import { type ProofBounds, proofBounds } from "#lib/engine/proof/decision-diagram.ts";

import { checkChildren } from "./children.ts";
import { checkCompensations } from "./compensations.ts";
import { type Finding, contextOf } from "./context.ts";
import { checkEdges } from "./edges.ts";
import { readExpressions } from "./expression-uses.ts";
import { checkExpressions } from "./expressions.ts";
import { checkGroups } from "./groups.ts";
import { checkInputs } from "./inputs.ts";
import { checkInstances } from "./instances.ts";
import { keepEntryPoints } from "./keep-entry-points.ts";
import { checkLoops } from "./loops.ts";
import { checkWorkflowInputs, readContracts } from "./operations.ts";
import { checkPaths } from "./paths.ts";
import { parseStructure } from "./structure.ts";
import { checkWindows } from "./windows.ts";

export type Validation = {
  /** Whether the definition may run: none of its diagnostics is an error. */
  readonly ok: boolean;
  /** The definition with its defaults filled in; null when the document is not of its shape. */
  readonly definition: WorkflowDefinition | null;
  readonly problems: readonly Diagnostic[];
};

/**
 * Proves that a document is a workflow that can run on every path: its shape, operations and configs, edges, data flow
 * and expressions. Path conditions prove that every value is there when it is read, and that nothing waits forever.
 * Never throws, whatever the document. Each stage looks only at what the one before found correct, so that one mistake
 * is reported once. Past the bounds, whatever the structure of the workflow does not prove is an error.
 */
export function validateDefinition(
  input: unknown,
  catalog: Catalog,
  bounds: ProofBounds = proofBounds,
): Validation {
  const structure = parseStructure(input);
  if (!structure.ok)
    return { ok: false, definition: null, problems: structure.findings.map(problemOf) };
  const { definition } = structure;
  const problems = findingsIn(definition, { catalog, bounds }, 1).map(problemOf);
  return { ok: problems.every(({ severity }) => severity !== "error"), definition, problems };
}

function findingsIn(
  definition: WorkflowDefinition,
  given: { readonly catalog: Catalog; readonly bounds: ProofBounds },
  depth: number,
): readonly Finding[] {
  return stagesOf(definition, given, depth).map((found) => keepEntryPoints(definition, found));
}

/** `depth` says how many workflows stand around this one, itself included. */
function stagesOf(
  definition: WorkflowDefinition,
  given: { readonly catalog: Catalog; readonly bounds: ProofBounds },
  depth: number,
): readonly Finding[] {
  const { catalog, bounds } = given;
  const { contracts, findings: ofOperations } = readContracts(definition, catalog);
  const context = contextOf(definition, catalog, contracts, bounds);
  const edges = [...checkEdges(context), ...checkGroups(context), ...checkInstances(context)];
  const { uses, findings: unread } = readExpressions(context);
  const ofChildren = checkChildren(context, depth, (document) => {
    const structure = parseStructure(document);
    return structure.ok ? findingsIn(structure.definition, given, depth + 1) : structure.findings;
  });
  const ofWorkflow = checkWorkflowInputs(definition, catalog);
  const ofEnds = checkCompensations(context);
  const local = [...ofOperations, ...ofChildren, ...ofEnds, ...ofWorkflow, ...edges, ...unread];
  if (local.some(isError)) return local;
  const loops = [...checkLoops(context), ...checkWindows(context)];
  if (loops.some(isError)) return [...local, ...loops];
  const { bindings, findings: ofInputs } = checkInputs(context);
  const inOrder = [...local, ...loops, ...ofInputs, ...checkExpressions(context, uses)];
  return inOrder.some(isError) ? inOrder : [...inOrder, ...checkPaths(context, bindings, uses)];
}

function isError({ severity }: Finding): boolean {
  return severity === undefined;
}

function problemOf(finding: Finding): Diagnostic {
  return { severity: "error", ...finding };
}
