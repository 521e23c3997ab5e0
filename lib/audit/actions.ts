/** What is kept in the audit log, and how its page says it. */
export const auditActions = {
  "sign_in.succeeded": "Signed in",
  "sign_in.failed": "Sign-in failed",
  "sign_in.suspended": "Sign-in refused, since the account is suspended",
  "sign_up.asked": "Sign-up asked for",
  "account.created": "Account made",
  "account.confirmed": "Address confirmed",
  "account.guest_merged": "Work of a guest taken over",
  "session.ended": "Signed out",
  "session.all_ended": "Signed out everywhere",
  "password.reset_asked": "New password asked for",
  "password.changed": "Password changed",
  "token.made": "API token made",
  "token.revoked": "API token revoked",
  "role.given": "Role given",
  "account.suspended": "Account suspended",
  "account.reinstated": "Account let in again",
  "job.run_again": "Job run again",
  "job.removed": "Job removed",
  "schedule.deleted": "Schedule deleted",
  "guests.deleted": "Guests deleted whom nobody came back to",
} as const;

export type AuditAction = keyof typeof auditActions;

export function isAuditAction(text: unknown): text is AuditAction {
  return typeof text === "string" && Object.hasOwn(auditActions, text);
}
