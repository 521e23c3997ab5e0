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
    /** Since when it is known that the address is this person's: only then may they have a role. */
    confirmedAt: moment(),
    /** Since when they are kept out. */
    suspendedAt: moment(),
    /** To the day. Guests whom nobody has seen for long are deleted. */
    lastSeenAt: moment().notNull().defaultNow(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index("users_guests_by_last_visit")
      .on(table.lastSeenAt)
      .where(sql`email is null`),
    check(
      "users_role_is_confirmed",
      sql`${table.role} = 'user' or ${table.confirmedAt} is not null`,
    ),
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
    expiresAt: moment()
      .notNull()
      .default(sql`now() + interval '90 days'`),
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

/** Sessions that were signed out of before their time, for as long as their cookies would have counted. */
export const endedSessions = pgTable(
  "ended_sessions",
  {
    id: text().primaryKey(),
    until: moment().notNull(),
  },
  (table) => [index("ended_sessions_until_idx").on(table.until)],
);

export const linkKinds = ["sign_up", "confirm", "reset"] as const;
export type LinkKind = (typeof linkKinds)[number];

/**
 * Links that are sent by mail, each for one act of whoever can read the mail of `email`. Only a hash is kept, made with the
 * mail. A sign-up waits here, with the password that was chosen, until its address is confirmed: before, it takes nothing.
 */
export const mailLinks = pgTable(
  "mail_links",
  {
    id: id(),
    kind: text({ enum: linkKinds }).notNull(),
    email: text().notNull(),
    name: text(),
    passwordHash: text(),
    /** Null until the mail is made. */
    hash: text().unique(),
    usedAt: moment(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index("mail_links_expires_idx").on(table.expiresAt),
    check("mail_links_kind_known", sql`${table.kind} in ('sign_up', 'confirm', 'reset')`),
  ],
);

/** The code that makes the first admin, as a hash: one row at most, gone once somebody has used it. */
export const firstAdminCodes = pgTable("first_admin_codes", {
  id: integer().primaryKey().default(1),
  hash: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
});
