import { expect, test } from "vitest";

import { refuseGuessable } from "./password-strength.ts";

test.each([
  "password1234",
  "Password123!",
  "P@ssw0rd1234",
  "qwertyuiop[]",
  "123456789012",
  "1q2w3e4r5t6y",
  "iloveyou1234",
  "aaaaaaaaaaaa",
  "abcabcabcabc".repeat(10),
  "password".repeat(32),
  "ann.smith@example.com",
  "investbyyourself",
])("%s is too easy to guess", (password) => {
  expect(() => refuseGuessable(password, ["ann.smith@example.com", "Ann Smith"])).toThrow(
    "harder to guess",
  );
});

test.each([
  "correct horse battery",
  "wrong horse battery",
  "пароль-длинный-очень",
  "7Kd!q0zPw#mV",
  "a long sentence of words",
])("%s is not", (password) => {
  expect(() => refuseGuessable(password, ["ann@example.com", "Ann"])).not.toThrow();
});
