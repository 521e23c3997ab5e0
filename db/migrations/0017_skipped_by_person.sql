-- Whether a person skipped a step was told by one sentence; now it is a field of its own.
UPDATE workflow_events SET body = body || '{"byPerson": true}'::jsonb
WHERE body ->> 'type' = 'step.skipped' AND body ->> 'reason' = 'A person skipped it';
