CREATE TABLE "portfolio_holdings" (
	"portfolio_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"asset_class" varchar(50) NOT NULL,
	"label" varchar(255) NOT NULL,
	"ticker" varchar(40) NOT NULL,
	"weight" double precision NOT NULL,
	"amount" numeric(18, 2) NOT NULL,
	CONSTRAINT "portfolio_holdings_portfolio_id_position_pk" PRIMARY KEY("portfolio_id","position")
);
--> statement-breakpoint
CREATE TABLE "portfolios" (
	"id" uuid PRIMARY KEY DEFAULT new_id() NOT NULL,
	"owner_id" uuid NOT NULL,
	"execution_id" uuid NOT NULL,
	"step_id" varchar(255) NOT NULL,
	"name" varchar(255) NOT NULL,
	"amount" numeric(18, 2) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"expected_return" double precision NOT NULL,
	"volatility" double precision NOT NULL,
	"risk_level" smallint,
	"report" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "portfolios_once_per_step" UNIQUE("execution_id","step_id")
);
--> statement-breakpoint
ALTER TABLE "portfolio_holdings" ADD CONSTRAINT "portfolio_holdings_portfolio_id_portfolios_id_fk" FOREIGN KEY ("portfolio_id") REFERENCES "public"."portfolios"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portfolios" ADD CONSTRAINT "portfolios_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portfolios" ADD CONSTRAINT "portfolios_execution_id_workflow_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."workflow_executions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "portfolios_by_owner" ON "portfolios" USING btree ("owner_id","created_at" DESC NULLS LAST);