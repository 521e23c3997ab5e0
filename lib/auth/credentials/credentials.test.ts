import { expect, test } from "vitest";
import { z } from "zod";

import { signInForm, signUpForm } from "./credentials.ts";

const good = { email: "ann@example.com", password: "correct horse battery" };

function firstMessage(posted: Record<string, string>): string | undefined {
  const parsed = signUpForm.safeParse({ ...good, ...posted });
  return parsed.error?.issues[0]?.message;
}

test.each([
  [{ email: "" }, "Enter your email address"],
  [{ email: "ann" }, "Enter an email address in the correct format, like name@example.com"],
  [{ password: "" }, "Enter your password"],
  [{ password: "eleven char" }, "Password must be 12 characters or more"],
  [{ password: "ab".repeat(200) + "c" }, "Password must be 256 characters or fewer"],
])("refuses %j", (posted, message) => {
  expect(firstMessage(posted)).toBe(message);
});

test.each(["correct horse battery", "          a  b", "пароль-длинный", "abc".repeat(85)])(
  "takes the password %j as it is",
  (password) => {
    expect(signUpForm.parse({ ...good, password }).password).toBe(password);
  },
);

test("counts characters, not code units", () => {
  expect(firstMessage({ password: "🐎🔋🧷📎✂️" })).toBe("Password must be 12 characters or more");
});

test("reads the same password from composed and decomposed keys", () => {
  const [composed, decomposed] = ["caf\u00e9 au lait!", "cafe\u0301 au lait!"].map(
    (password) => signInForm.parse({ ...good, password }).password,
  );
  expect(composed).toBe(decomposed);
});

test("keeps an email address in one spelling", () => {
  expect(signInForm.parse({ ...good, email: " Ann@Example.COM " }).email).toBe("ann@example.com");
});

test("signing in does not judge a password's length", () => {
  expect(z.safeParse(signInForm, { ...good, password: "short" }).success).toBe(true);
});
