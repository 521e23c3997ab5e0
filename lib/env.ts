import { resolve } from "node:path";

import { z } from "zod";

const text = z.string().trim().min(1).optional();

/** `host:port` pairs, comma separated, as a list. */
const addresses = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  );

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres:// or postgresql://")
    .optional(),
  PORT: z.coerce.number("PORT must be a number").int().min(1).max(65_535).default(3000),
  HOST: z.string().trim().default("127.0.0.1"),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: z.url("OPENAI_BASE_URL must be a URL").optional(),
  AI_MODEL: text,
  AUTH_SECRET: z.string().min(32, "AUTH_SECRET must have at least 32 characters").optional(),
  DATA_DIR: z
    .string()
    .default(".data")
    .transform((folder) => resolve(folder)),
  HTTP_ALLOW: addresses,
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  WORKER: z.enum(["inside", "off"]).default("inside"),
});

export type Env = z.output<typeof schema>;

let parsed: Env | undefined;

/**
 * The settings of this process, parsed on first use. Nothing else reads `process.env`. An empty
 * variable counts as absent, because `.env` files list names without values.
 */
export function env(): Env {
  parsed ??= schema.parse(
    Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")),
  );
  return parsed;
}

/** Sets variables for this process and its children, and has `env` read them anew. */
export function setEnv(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
  parsed = undefined;
}
