import type { Role } from "#db/schema/auth.ts";
import { AppError } from "#lib/errors.ts";

/**
 * Who somebody is to the table below. An author is a person whose address is confirmed, and who was given that role.
 */
export const standings = ["guest", "person", "author", "admin"] as const;
export type Standing = (typeof standings)[number];

/**
 * What can be done here: who may at least, and in words. Guests run what is built in and accept what the product itself
 * proposes; what somebody writes themselves, what calls other servers, and what goes on while nobody looks needs an
 * account. docs/security.md prints this table, and a test compares the two.
 */
export const capabilities = {
  "templates.read": { least: "guest", means: "See the built-in workflows" },
  "runs.start": { least: "guest", means: "Start a built-in workflow" },
  "runs.startOwn": { least: "person", means: "Start a workflow of one's own" },
  "runs.read": { least: "guest", means: "See one's own runs, their logs and live changes" },
  "runs.answer": { least: "guest", means: "Answer the steps of one's own runs, and give signals" },
  "runs.control": { least: "guest", means: "Pause, resume, cancel and retry one's own runs" },
  "runs.fork": {
    least: "guest",
    means: "Start a what-if of one's own run, and choose between two",
  },
  "runs.acceptChange": {
    least: "guest",
    means:
      "Accept a change that is proposed: a newer version, a step left out, the latest change undone",
  },
  "runs.writeChange": { least: "person", means: "Write a change to one's own run" },
  "ai.ask": { least: "guest", means: "Have texts written and portfolios calculated" },
  "plans.read": {
    least: "guest",
    means: "See one's own saved plans, and take them along as files",
  },
  "schedules.read": { least: "guest", means: "See one's own schedules" },
  "schedules.write": { least: "person", means: "Make, change and delete schedules" },
  "tokens.make": { least: "person", means: "Make API tokens" },
  "tokens.revoke": { least: "guest", means: "Revoke one's own API tokens" },
  "account.secure": {
    least: "person",
    means: "Sign out everywhere, confirm one's address, enter the first admin's code",
  },
  "jobs.manage": { least: "admin", means: "See the queue, run jobs again and remove them" },
  "audit.read": { least: "admin", means: "Read the audit log" },
} as const satisfies Record<string, { least: Standing; means: string }>;

export type Capability = keyof typeof capabilities;

type Who = { guest: boolean; role: Role };

/** Where somebody stands. Roles are given to confirmed accounts only, which the database holds too. */
function standingOf({ guest, role }: Who): Standing {
  if (guest) return "guest";
  return role === "user" ? "person" : role;
}

/** Whether somebody of this standing may do this. Each standing includes the ones before it. */
export function includes(standing: Standing, capability: Capability): boolean {
  return standings.indexOf(standing) >= standings.indexOf(capabilities[capability].least);
}

/** Whether this person may do this. Whose it is that they do it to is asked by the query. */
export function may(who: Who, capability: Capability): boolean {
  return includes(standingOf(who), capability);
}

/** Lets those pass who may. Others get `forbidden`; a guest is told what to do about it. */
export function requireCapability(who: Who, capability: Capability): void {
  if (may(who, capability)) return;
  const { least } = capabilities[capability];
  const sentence =
    who.guest && least !== "admin"
      ? "Create an account first, at /sign-up. What you have done so far moves to it."
      : "Your account may not do this. Ask whoever runs this installation.";
  throw new AppError("forbidden", sentence);
}

const names = new WeakMap<object, Capability | "open">();

/** Notes on an action or a handler what it asks for, so that a test can tell that each asks for something. */
export function asking<F extends object>(capability: Capability | "open", entry: F): F {
  names.set(entry, capability);
  return entry;
}

/**
 * What an action or a handler asks for: a capability, "open" for nobody in particular, `undefined` where nothing is
 * known.
 */
export function askedBy(entry: object): Capability | "open" | undefined {
  return names.get(entry);
}
