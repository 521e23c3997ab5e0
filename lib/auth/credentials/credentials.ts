import { z } from "zod";

const shortest = 10;
const longest = 256;

/** Long enough, and yet among the first passwords that anybody tries. */
const wellKnown = new Set([
  "1234567890",
  "0123456789",
  "0987654321",
  "12345678910",
  "123456789a",
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "qwertyuiop",
  "qwerty12345",
  "qwerty123456",
  "password12",
  "password123",
  "password1234",
  "passw0rd123",
  "mypassword",
  "changeme123",
  "administrator",
  "letmein123",
  "iloveyou123",
  "welcome123",
  "investbyyourself",
]);

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

/** A password that somebody chooses. Its length counts, not which kinds of characters it has. */
const newPasswordField = anyPassword.superRefine((password, context) => {
  const problem = weakness(password);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

export const signInForm = z.object({ email: emailField, password: anyPassword });

export const signUpForm = z
  .object({
    name: z.string().trim().max(80, "Name must be 80 characters or fewer").default(""),
    email: emailField,
    password: newPasswordField,
  })
  .refine(({ email, password }) => !isOwnAddress(password, email), {
    path: ["password"],
    message: "Choose a password that is not your email address",
  });

function weakness(password: string): string | null {
  const length = Array.from(password).length;
  if (length < shortest) return `Password must be ${shortest} characters or more`;
  if (length > longest) return `Password must be ${longest} characters or fewer`;
  const plain = password.toLowerCase();
  if (wellKnown.has(plain) || new Set(plain).size < 3) {
    return "Choose a password that is harder to guess";
  }
  return null;
}

function isOwnAddress(password: string, email: string): boolean {
  const plain = password.toLowerCase();
  return plain === email || plain === email.split("@")[0];
}
