ALTER TABLE "workflow_executions" ADD COLUMN "definition_path" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_executions" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "workflow_executions" ADD COLUMN "parent_step" varchar(255);--> statement-breakpoint
ALTER TABLE "workflow_executions" ADD COLUMN "deadline_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "deadline_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "workflow_executions_by_parent" ON "workflow_executions" USING btree ("parent_id","created_at") WHERE parent_id is not null;