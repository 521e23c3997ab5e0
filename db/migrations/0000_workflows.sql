CREATE TABLE "idempotency_keys" (
	"owner_id" uuid NOT NULL,
	"scope" varchar(400) NOT NULL,
	"key" varchar(255) NOT NULL,
	"fingerprint" varchar(64) NOT NULL,
	"execution_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_owner_id_scope_key_pk" PRIMARY KEY("owner_id","scope","key")
);
--> statement-breakpoint
CREATE TABLE "step_drafts" (
	"execution_id" uuid NOT NULL,
	"step_id" varchar(255) NOT NULL,
	"data" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "step_drafts_execution_id_step_id_pk" PRIMARY KEY("execution_id","step_id")
);
--> statement-breakpoint
CREATE TABLE "step_texts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "step_texts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"execution_id" uuid NOT NULL,
	"step_id" varchar(255) NOT NULL,
	"token" uuid NOT NULL,
	"start" integer NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflow_definitions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workflow_id" varchar(100) NOT NULL,
	"owner_id" uuid,
	"name" varchar(255) NOT NULL,
	"description" text NOT NULL,
	"version" varchar(20) NOT NULL,
	"category" varchar(100) NOT NULL,
	"definition" jsonb NOT NULL,
	"ai_configurable" boolean DEFAULT true NOT NULL,
	"created_by" varchar(50) DEFAULT 'system' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflow_events" (
	"execution_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "workflow_events_execution_id_seq_pk" PRIMARY KEY("execution_id","seq")
);
--> statement-breakpoint
CREATE TABLE "workflow_executions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workflow_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"session_id" varchar(255) NOT NULL,
	"status" varchar(20) NOT NULL,
	"revision" integer NOT NULL,
	"context" jsonb NOT NULL,
	"results" jsonb,
	"error" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflow_step_executions" (
	"execution_id" uuid NOT NULL,
	"step_id" varchar(255) NOT NULL,
	"iteration" integer NOT NULL,
	"step_type" varchar(50) NOT NULL,
	"status" varchar(20) NOT NULL,
	"attempt" integer NOT NULL,
	"revision" integer NOT NULL,
	"token" uuid,
	"waiting_for" varchar(20),
	"due_at" timestamp with time zone,
	"note" jsonb,
	"input_data" jsonb,
	"proposal" jsonb,
	"output_data" jsonb,
	"outcome" varchar(100),
	"error" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "workflow_step_executions_execution_id_step_id_iteration_pk" PRIMARY KEY("execution_id","step_id","iteration")
);
--> statement-breakpoint
CREATE TABLE "workflow_templates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"definition_id" uuid NOT NULL,
	"name" varchar(255) NOT NULL,
	"description" text NOT NULL,
	"category" varchar(100) NOT NULL,
	"template" jsonb NOT NULL,
	"ai_generated" boolean DEFAULT false NOT NULL,
	"usage_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "step_drafts" ADD CONSTRAINT "step_drafts_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_texts" ADD CONSTRAINT "step_texts_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_events" ADD CONSTRAINT "workflow_events_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_executions" ADD CONSTRAINT "workflow_executions_workflow_id_workflow_definitions_id_fk" FOREIGN KEY ("workflow_id") REFERENCES "public"."workflow_definitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_step_executions" ADD CONSTRAINT "workflow_step_executions_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_templates" ADD CONSTRAINT "workflow_templates_definition_id_workflow_definitions_id_fk" FOREIGN KEY ("definition_id") REFERENCES "public"."workflow_definitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "step_texts_in_order" ON "step_texts" USING btree ("execution_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_definitions_version" ON "workflow_definitions" USING btree ("workflow_id","version","owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_definitions_system_version" ON "workflow_definitions" USING btree ("workflow_id","version") WHERE owner_id is null;--> statement-breakpoint
CREATE INDEX "workflow_executions_by_owner" ON "workflow_executions" USING btree ("user_id","updated_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "workflow_executions_by_definition" ON "workflow_executions" USING btree ("workflow_id");--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_templates_name" ON "workflow_templates" USING btree ("name");