import { z } from "zod";

/** Accounts from before this was so can still sign in: only a new password is judged. */
const shortest = 12;
const longest = 256;

/** An email address as it is stored: without spaces around it, in lower case. */
export const emailField = z
  .string("Enter your email address")
  .trim()
  .min(1, "Enter your email address")
  .max(254, "Email address must be 254 characters or fewer")
  .pipe(z.email("Enter an email address in the correct format, like name@example.com"))
  .transform((email) => email.toLowerCase());

/**
 * A password as it is hashed and checked: NFKC, so that the same keys on two systems give the same bytes. Never
 * trimmed, because a space may be part of it.
 */
const anyPassword = z
  .string("Enter your password")
  .min(1, "Enter your password")
  .max(longest * 4, `Password must be ${longest} characters or fewer`)
  .transform((password) => password.normalize("NFKC"));

/**
 * A password somebody chooses: its length counts here, not which kinds of characters it has. How hard it is to guess is
 * judged later (`password-strength.ts`), once it is known that the asker may ask.
 */
const newPasswordField = anyPassword.superRefine((password, context) => {
  const length = Array.from(password).length;
  const message =
    length < shortest
      ? `Password must be ${shortest} characters or more`
      : length > longest && `Password must be ${longest} characters or fewer`;
  if (message) context.addIssue({ code: "custom", message });
});

export const signInForm = z.object({ email: emailField, password: anyPassword });

export const signUpForm = z.object({
  name: z.string().trim().max(80, "Name must be 80 characters or fewer").default(""),
  email: emailField,
  password: newPasswordField,
});

/** What a link in a mail holds, as it comes back. */
const linkToken = z.string().max(200).default("");

/** Confirms an address: the link shows that the mail is theirs, and the password that they are who signed up. */
export const confirmForm = z.object({ token: linkToken, password: anyPassword });

export const resetForm = z.object({ token: linkToken, password: newPasswordField });

export const emailForm = z.object({ email: emailField });

/** The hint beside the field for a new password. */
export const newPasswordHint = `${shortest} characters or more, such as four words that do not belong together`;
