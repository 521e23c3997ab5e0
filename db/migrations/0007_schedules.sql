CREATE TABLE "workflow_schedules" (
	"id" uuid PRIMARY KEY DEFAULT new_id() NOT NULL,
	"owner_id" uuid NOT NULL,
	"workflow_id" varchar(100) NOT NULL,
	"version" varchar(20),
	"inputs" jsonb NOT NULL,
	"cron" varchar(100) NOT NULL,
	"time_zone" varchar(100) NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"next_at" timestamp with time zone,
	"last_at" timestamp with time zone,
	"last_execution_id" uuid,
	"last_error" text,
	"missed" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workflow_schedules" ADD CONSTRAINT "workflow_schedules_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_schedules" ADD CONSTRAINT "workflow_schedules_last_execution_id_workflow_executions_id_fk" FOREIGN KEY ("last_execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "workflow_schedules_by_owner" ON "workflow_schedules" USING btree ("owner_id","created_at");