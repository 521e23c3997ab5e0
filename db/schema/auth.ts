import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";

import { moment } from "./timestamp.ts";

/** Made by the database, and ordered by time where PostgreSQL can (18 and later). */
const id = () =>
  uuid()
    .primaryKey()
    .default(sql`new_id()`);

export const roles = ["user", "author", "admin"] as const;
export type Role = (typeof roles)[number];

export const tokenScopes = ["read", "write"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/**
 * Everybody who has work here. A guest is a user without an email address; signing up fills it in.
 * An account made on the command line has no password: it works by API token only.
 * `session_version` is written into every session: raising it ends them all.
 */
export const users = pgTable(
  "users",
  {
    id: id(),
    email: text(),
    name: text().notNull(),
    passwordHash: text(),
    role: text({ enum: roles }).notNull().default("user"),
    sessionVersion: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("users_email_key").on(sql`lower(${table.email})`),
    check("users_role_known", sql`${table.role} in ('user', 'author', 'admin')`),
    check(
      "users_guest_is_bare",
      sql`${table.email} is not null or (${table.passwordHash} is null and ${table.role} = 'user')`,
    ),
  ],
);

/** Keys for the API. Only a hash is kept: a token is shown once, when it is made. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    hash: text().notNull().unique(),
    scope: text({ enum: tokenScopes }).notNull(),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment(),
  },
  (table) => [
    index("api_tokens_user_idx").on(table.userId),
    check("api_tokens_scope_known", sql`${table.scope} in ('read', 'write')`),
  ],
);

/** One counter per limited act and subject, for as long as its window runs. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    hits: integer().notNull(),
    resetsAt: moment().notNull(),
  },
  (table) => [index("rate_limits_resets_idx").on(table.resetsAt)],
);
