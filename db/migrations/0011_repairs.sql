CREATE TABLE "workflow_repairs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "workflow_repairs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"what" text NOT NULL,
	"execution_id" uuid,
	"step_id" varchar(255),
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "workflow_repairs_by_key" ON "workflow_repairs" USING btree ("key");--> statement-breakpoint
CREATE INDEX "workflow_step_executions_under_way" ON "workflow_step_executions" USING btree (coalesce(due_at, '-infinity'::timestamptz)) WHERE token is not null;