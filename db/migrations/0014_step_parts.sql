ALTER TABLE "workflow_step_executions" ADD COLUMN "part" varchar(20) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "item" jsonb;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD COLUMN "closed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" DROP CONSTRAINT "workflow_step_executions_execution_id_step_id_iteration_pk";--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD CONSTRAINT "workflow_step_executions_execution_id_step_id_part_iteration_pk" PRIMARY KEY("execution_id","step_id","part","iteration");