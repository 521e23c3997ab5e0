import type { StepDefinition } from "#lib/engine/definition/definition.ts";

import type { ChangedStep, DefinitionDiff } from "./diff.ts";

/** One line of a comparison, for people. */
export type ChangeLine = {
  readonly kind: "added" | "removed" | "changed";
  readonly text: string;
};

/** Describes a change in sentences: what is added, what is removed, and what becomes different in which way. */
export function changeLines(diff: DefinitionDiff): readonly ChangeLine[] {
  const names = new Map(
    [...diff.removed, ...diff.kept, ...diff.changed.map(({ after }) => after), ...diff.added].map(
      ({ id, name }) => [id, name],
    ),
  );
  return [
    ...diff.fields.map((field) => changed(workflowSentences[field] ?? `Its ${field} changes.`)),
    ...diff.added.map((step): ChangeLine => {
      const text = `“${step.name}” is added${afterWords(step, names)}.`;
      return { kind: "added", text };
    }),
    ...diff.removed.map(({ name }): ChangeLine => {
      return { kind: "removed", text: `“${name}” is removed.` };
    }),
    ...diff.changed.map((step) => changed(stepSentence(step, names))),
    ...(diff.reordered ? [changed("The steps are listed in another order.")] : []),
  ];
}

function changed(text: string): ChangeLine {
  return { kind: "changed", text };
}

type Names = ReadonlyMap<string, string>;

function stepSentence({ before, after: now, fields }: ChangedStep, names: Names): string {
  const parts = fields.map((field) => {
    if (field === "name") return `its name is now “${now.name}”`;
    if (field === "dependencies") return `it starts${afterWords(now, names) || " at once"}`;
    return `${stepWords[field] ?? field} changes`;
  });
  return `“${before.name}”: ${[...new Set(parts)].join("; ")}.`;
}

/** ", after “A” and “B”"; empty for a step that waits for none. */
function afterWords({ dependencies }: StepDefinition, names: Names): string {
  const sources = dependencies
    .filter(({ back }) => !back)
    .map(({ step, on }) => {
      const name = `“${names.get(step) ?? step}”`;
      return on === undefined ? name : `${name} (${on})`;
    });
  if (sources.length === 0) return "";
  const last = sources.at(-1);
  const others = sources.slice(0, -1).join(", ");
  return ` after ${others === "" ? last : `${others} and ${last}`}`;
}

const stepWords: Readonly<Record<string, string>> = {
  description: "its description",
  type: "what kind of step it is",
  uses: "what kind of step it is",
  config: "what it does",
  inputs: "what it is given",
  when: "the condition under which it runs",
  join: "what it waits for",
  onStarved: "what happens when too little leads to it",
  forEach: "what it is done for",
  race: "which steps it competes with",
  exclusive: "which steps it takes turns with",
  cancels: "which steps it cancels",
  onError: "what happens when it fails",
  retry: "how often it is tried",
  timeoutMs: "how long it may take",
  aiPrompt: "what AI is asked",
  validationRules: "what is checked about its result",
  metadata: "its notes",
  aiGenerated: "its notes",
};

const workflowSentences: Readonly<Record<string, string>> = {
  name: "The name changes.",
  description: "The description changes.",
  outputs: "What is given at the end changes.",
  exitPoints: "What is given at the end changes.",
  inputs: "What is given at the start changes.",
  entryPoints: "Where it begins changes.",
};
