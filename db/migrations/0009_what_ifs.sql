ALTER TABLE "workflow_executions" ADD COLUMN "forked_from_id" uuid;--> statement-breakpoint
ALTER TABLE "workflow_executions" ADD COLUMN "forked_from_revision" integer;--> statement-breakpoint
CREATE INDEX "workflow_executions_by_source" ON "workflow_executions" USING btree ("forked_from_id") WHERE forked_from_id is not null;