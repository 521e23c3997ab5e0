/** The addresses of a run's pages, in one place. */
export function runPath(runId: string, query: Readonly<Record<string, string>> = {}): string {
  return `/runs/${runId}${queryOf(query)}`;
}

/** A step's own page. Step ids may hold any sign that is no space or quote. */
export function stepPath(
  runId: string,
  stepId: string,
  query: Readonly<Record<string, string>> = {},
): string {
  return `/runs/${runId}/steps/${encodeURIComponent(stepId)}${queryOf(query)}`;
}

/** The list of all steps, whatever the run's mode. */
export function allStepsPath(runId: string): string {
  return runPath(runId, { view: "all" });
}

function queryOf(query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}
