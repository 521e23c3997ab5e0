ALTER TABLE "workflow_events" DROP CONSTRAINT "workflow_events_execution_id_workflow_executions_id_fk";
--> statement-breakpoint
ALTER TABLE "workflow_executions" DROP CONSTRAINT "workflow_executions_workflow_id_workflow_definitions_id_fk";
--> statement-breakpoint
ALTER TABLE "workflow_step_executions" DROP CONSTRAINT "workflow_step_executions_execution_id_workflow_executions_id_fk";
