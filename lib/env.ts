import { existsSync } from "node:fs";
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

/** Sets variables for this process and its children, or removes them, and has `env` read them anew. */
export function setEnv(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  parsed = undefined;
}

/**
 * Adds what the file `.env` holds, for scripts. Variables without a value are removed, since
 * libraries take an empty one for a setting, and Next, which would add them again, is told that the
 * file has been read.
 */
export function loadEnvFile(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const empty = Object.keys(schema.shape).filter((name) => process.env[name] === "");
  setEnv(Object.fromEntries(empty.map((name) => [name, undefined])));
  setEnv({ __NEXT_PROCESSED_ENV: "true" });
}
