ALTER TABLE "workflow_step_executions" ADD COLUMN "loop_counts" jsonb;--> statement-breakpoint
ALTER TABLE "workflow_schedules" ADD COLUMN "fingerprint" varchar(64);--> statement-breakpoint
-- Whether a person skipped a step was told by one sentence; now it is a field of its own.
UPDATE workflow_events SET body = body || '{"byPerson": true}'::jsonb
WHERE body ->> 'type' = 'step.skipped' AND body ->> 'reason' = 'A person skipped it';
--> statement-breakpoint
-- Iterations of before are counted from the log: the loops that led back to a step since something else started it over.
WITH restarts AS (
  SELECT execution_id, seq, step,
    CASE WHEN body ->> 'type' = 'step.looped' AND body ->> 'step' = step THEN body ->> 'by' END AS by,
    1 + row_number() OVER (PARTITION BY execution_id, step ORDER BY seq) AS iteration
  FROM workflow_events, jsonb_array_elements_text(body -> 'steps') step
  WHERE body ->> 'type' IN ('step.looped', 'step.rewound') AND position('$' IN body ->> 'step') = 0
), since AS (
  SELECT *, count(*) FILTER (WHERE by IS NULL) OVER (PARTITION BY execution_id, step ORDER BY seq) AS outer_restarts FROM restarts
), counted AS (
  SELECT now.execution_id, now.step, now.iteration, earlier.by, count(*) AS times
  FROM since now JOIN since earlier ON earlier.execution_id = now.execution_id AND earlier.step = now.step
    AND earlier.outer_restarts = now.outer_restarts AND earlier.seq <= now.seq AND earlier.by IS NOT NULL
  WHERE now.by IS NOT NULL GROUP BY now.execution_id, now.step, now.iteration, earlier.by
), counts AS (
  SELECT execution_id, step, iteration, jsonb_object_agg(by, times) AS loop_counts FROM counted GROUP BY execution_id, step, iteration
)
UPDATE workflow_step_executions row SET loop_counts = counts.loop_counts FROM counts
WHERE row.execution_id = counts.execution_id AND row.step_id = counts.step AND row.part = '' AND row.iteration = counts.iteration;
