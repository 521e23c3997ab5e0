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

const port = "PORT must be a number from 1 to 65535";

const appAddress = "APP_URL must be an address such as https://workflows.example, without a path";

const retention = "RETENTION_DAYS must be a number of days, 1 or more";

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres:// or postgresql://")
    .optional(),
  PORT: z.coerce.number(port).int(port).min(1, port).max(65_535, port).default(3000),
  HOST: z.string().trim().default("127.0.0.1"),
  APP_URL: z
    .url({ protocol: /^https?$/u, error: appAddress })
    .refine(
      (url) => URL.canParse(url) && `${new URL(url).origin}/` === new URL(url).href,
      appAddress,
    )
    .transform((url) => new URL(url).origin)
    .optional(),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: z.url("OPENAI_BASE_URL must be a URL").optional(),
  AI_MODEL: text,
  AUTH_SECRET: z.string().min(32, "AUTH_SECRET must have at least 32 characters").optional(),
  DATA_DIR: z
    .string()
    .default(".data")
    .transform((folder) => resolve(folder)),
  HTTP_ALLOW: addresses,
  TRUST_PROXY: z
    .enum(["0", "1"], "TRUST_PROXY must be 1 (behind a proxy) or 0")
    .default("0")
    .transform((value) => value === "1"),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], "LOG_LEVEL must be debug, info, warn or error")
    .default("info"),
  MAIL_FROM: text,
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//u, "SMTP_URL must start with smtp:// or smtps://")
    .optional(),
  RETENTION_DAYS: z.coerce.number(retention).int(retention).min(1, retention).optional(),
  WORKER: z.enum(["inside", "off"], 'WORKER must be "inside" or "off"').default("inside"),
});

export type Env = z.output<typeof schema>;

/** The names of all settings, each explained in `.env.example`. */
export const settingNames = Object.keys(schema.shape);

let parsed: Env | undefined;

/**
 * The settings of this process, parsed on first use. Nothing else reads `process.env`. An empty variable counts as
 * absent, because `.env` files list names without values.
 */
export function env(): Env {
  parsed ??= schema.parse(
    Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")),
  );
  return parsed;
}

/**
 * The address by which people reach this installation: the one that is set, or where the server listens. No slash at
 * the end.
 */
export function appUrl(): string {
  const { APP_URL, HOST, PORT } = env();
  const host = HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  return APP_URL ?? `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
}

/** Whether people reach it by https, as the set address says; `null` where none is set. */
export function isHttps(): boolean | null {
  const { APP_URL } = env();
  return APP_URL === undefined ? null : new URL(APP_URL).protocol === "https:";
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
 * Adds the variables of the file `.env`, for scripts. Variables without a value are removed, since libraries treat an
 * empty one as a setting. Next would add them again, so it is told that the file has been read.
 */
export function loadEnvFile(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const empty = settingNames.filter((name) => process.env[name] === "");
  setEnv(Object.fromEntries(empty.map((name) => [name, undefined])));
  setEnv({ __NEXT_PROCESSED_ENV: "true" });
}
