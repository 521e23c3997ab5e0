CREATE TABLE "ai_calls" (
	"id" uuid PRIMARY KEY DEFAULT new_id() NOT NULL,
	"owner_id" uuid NOT NULL,
	"execution_id" uuid,
	"step_id" text,
	"kind" text NOT NULL,
	"model" text NOT NULL,
	"repair_of" uuid,
	"outcome" text DEFAULT 'started' NOT NULL,
	"error_code" text,
	"input_tokens" integer,
	"output_tokens" integer,
	"first_text_ms" integer,
	"ms" integer,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ai_calls_outcome_known" CHECK ("ai_calls"."outcome" in ('started', 'completed', 'unusable', 'unavailable', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "ai_calls" ADD CONSTRAINT "ai_calls_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ai_calls_by_owner" ON "ai_calls" USING btree ("owner_id","created_at");--> statement-breakpoint
CREATE INDEX "ai_calls_by_execution" ON "ai_calls" USING btree ("execution_id");