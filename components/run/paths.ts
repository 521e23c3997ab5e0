/** The addresses of a run's pages, in one place. */
export function runPath(runId: string, query: Readonly<Record<string, string>> = {}): string {
  return `/runs/${runId}${queryOf(query)}`;
}

/** A step's own page. Step ids may contain any character except spaces and quotes. */
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

/** What happened in a run, event by event. */
export function historyPath(runId: string): string {
  return `/runs/${runId}/history`;
}

/** The steps that a run has yet to do, and how to change them. */
export function changePath(runId: string, query: Readonly<Record<string, string>> = {}): string {
  return `/runs/${runId}/change${queryOf(query)}`;
}

/** Two runs side by side: what is different in the second. */
export function comparePath(a: string, b: string): string {
  return `/runs/${a}/compare/${b}`;
}

/** A run as it was after one event of its log, or after the last where none is given. */
export function replayPath(runId: string, at?: number): string {
  return `/runs/${runId}/replay${at === undefined ? "" : queryOf({ at: String(at) })}`;
}

function queryOf(query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}
