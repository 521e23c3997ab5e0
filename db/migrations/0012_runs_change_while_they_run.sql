DROP INDEX "workflow_definitions_version";--> statement-breakpoint
ALTER TABLE "workflow_definitions" ADD COLUMN "execution_id" uuid;--> statement-breakpoint
ALTER TABLE "workflow_definitions" ADD COLUMN "based_on" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_definitions_of_run" ON "workflow_definitions" USING btree ("execution_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "workflow_definitions_version" ON "workflow_definitions" USING btree ("workflow_id","version","owner_id") WHERE execution_id is null;