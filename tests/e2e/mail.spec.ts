import { randomUUID } from "node:crypto";

import { expect, type Page, test } from "@playwright/test";

import { expectNoAxeViolations } from "#tests/support/axe.ts";
import { type KillableServer, killableServer } from "#tests/support/killable-server.ts";
import { type MailServer, mailServer } from "#tests/support/mail-server.ts";

const password = "correct horse battery";
const newEmail = () => `ann-${randomUUID()}@example.com`;

let mail: MailServer;
let server: KillableServer;

test.beforeAll(async () => {
  mail = await mailServer();
  server = await killableServer("mail", { SMTP_URL: mail.url, WORKER: "inside" });
  await server.start();
});
test.afterAll(async () => {
  await server.remove();
  await mail.close();
});

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto(`${server.base}/sign-up`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Look in your mail" })).toBeVisible();
}

/** Links lead to the address that is set, which is none here: the path is what counts. */
function pathIn(text: string): string {
  const [link = ""] = /https?:\S+\?token=[\w-]+/u.exec(text) ?? [];
  const { pathname, search } = new URL(link);
  return `${server.base}${pathname}${search}`;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an address is confirmed, taken and given a new password by mail", async ({ page }) => {
      test.slow();
      const email = newEmail();
      await signUp(page, email);
      const first = await mail.next();
      expect(first.to).toEqual([email]);
      await page.goto(pathIn(first.text));
      await page.getByLabel("Password").fill("not this password");
      await page.getByRole("button", { name: "Confirm and sign in" }).click();
      await expect(page.getByRole("alert").first()).toContainText("This is not the password");
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Confirm and sign in" }).click();
      await expect(page).toHaveURL(`${server.base}/home`);
      await page.context().clearCookies();

      // the same page for an address that has an account
      await signUp(page, email);
      expect((await mail.next()).text).toContain("It has an account already");

      await page.goto(`${server.base}/forgotten-password`);
      await page.getByLabel("Email address").fill(email);
      await page.getByRole("button", { name: "Send a link" }).click();
      await expect(page.getByRole("heading", { name: "Look in your mail" })).toBeVisible();
      const reset = pathIn((await mail.next()).text);
      const fresh = "another horse entirely";
      await page.goto(reset);
      await page.getByLabel("New password").fill(fresh);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("Your password was changed.")).toBeVisible();
      await page.getByLabel("Email address").fill(email);
      await page.getByLabel("Password").fill(fresh);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(`${server.base}/home`);
      await page.goto(reset);
      await page.getByLabel("New password").fill("yet another horse entirely");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByRole("alert").first()).toContainText("was used already");
    });
  });
}

test("the pages that mails lead to are accessible", async ({ page }) => {
  for (const path of ["/sign-up?sent", "/forgotten-password", "/confirm", "/reset-password"]) {
    await page.goto(server.base + path);
    await expectNoAxeViolations(page);
  }
});

test("the first admin comes by the code of the start, and reads the audit log", async ({
  page,
}) => {
  const { newFirstAdminCode } = await import("#lib/auth/accounts/first-admin.ts");
  const email = newEmail();
  await signUp(page, email);
  await page.goto(pathIn((await mail.next()).text));
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).toHaveURL(`${server.base}/home`);
  expect((await page.goto(`${server.base}/admin/audit`))?.status()).toBe(404);

  const code = await newFirstAdminCode(server.db);
  await page.goto(`${server.base}/settings`);
  await page.getByRole("link", { name: "Enter its code" }).click();
  await page.getByLabel("Code").fill(code!);
  await page.getByRole("button", { name: "Become administrator" }).click();
  await expect(page.getByText("You look after this installation now.")).toBeVisible();
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${server.base}/home`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${server.base}/admin/audit`);
    await expect(page.getByText("Role given").first()).toBeVisible();
    await expect(page.getByText(email).first()).toBeVisible();
    await expectNoAxeViolations(page);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect((await page.goto(`${server.base}/settings/first-admin`))?.status()).toBe(404);
});
