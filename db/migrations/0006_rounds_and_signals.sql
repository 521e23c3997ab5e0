ALTER TABLE "workflow_executions" ADD COLUMN "signals" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "looped_at" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "again" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "may_carry" boolean DEFAULT false NOT NULL;