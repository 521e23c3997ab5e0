import type { Finding } from "./context.ts";

/** What is proved neither by exact conditions, past their bounds, nor by the structure of the workflow. */
export function unproven(
  path: Finding["path"],
  steps: readonly string[],
  what: string,
  advice?: string,
): Finding {
  const split = "put some of its branches into a workflow of their own";
  const remedy = advice === undefined ? `P${split.slice(1)}` : `${advice}, or ${split}`;
  const message = `This workflow branches too much to prove ${what}. ${remedy}.`;
  return { code: "too_large_to_prove", path, steps, message };
}
