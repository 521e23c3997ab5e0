CREATE TABLE "workflow_archives" (
	"execution_id" uuid PRIMARY KEY NOT NULL,
	"archived_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_steps" integer NOT NULL,
	"data" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workflow_archives" ADD CONSTRAINT "workflow_archives_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint

ALTER TABLE "workflow_archives" ALTER COLUMN "data" SET STORAGE EXTERNAL;
