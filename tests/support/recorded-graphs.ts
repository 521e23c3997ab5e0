import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { z } from "zod";

const folder = join(import.meta.dirname, "../../../shared/data/dags");

const recordedGraph = z.object({
  name: z.string(),
  facts: z.object({
    tasks: z.number(),
    edges: z.number(),
    criticalPathSeconds: z.number(),
    peakConcurrency: z.number(),
    sumFinishSeconds: z.number(),
  }),
  tasks: z.array(
    z.object({ id: z.string(), deps: z.array(z.string()), runtimeSeconds: z.number() }),
  ),
});

export type RecordedGraph = z.output<typeof recordedGraph>;

/** Task graphs recorded from real workflow runs, if they are available. Reports when they are not. */
export function recordedGraphs(): RecordedGraph[] {
  if (!existsSync(folder)) {
    console.log(`Recorded task graphs are not at hand (${folder}): their tests are skipped.`);
    return [];
  }
  return readdirSync(folder)
    .filter((file) => /\.json(\.gz)?$/u.test(file))
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      return recordedGraph.parse(JSON.parse(text));
    });
}
