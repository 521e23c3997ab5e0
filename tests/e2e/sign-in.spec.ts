import { randomUUID } from "node:crypto";

import { expect, type Page, test } from "@playwright/test";
import { z } from "zod";

const password = "correct horse battery";
const templateList = z.object({
  templates: z.tuple([z.object({ workflowId: z.string() })]).rest(z.unknown()),
});
const newEmail = () => `ann-${randomUUID()}@example.com`;

async function signUp(page: Page, email: string, next = "/settings"): Promise<void> {
  await page.goto(`/sign-up?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
}

async function signIn(page: Page, email: string, typed = password): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(typed);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function tryAsGuest(page: Page): Promise<void> {
  await page.goto("/sign-in?next=/settings");
  await page.getByRole("button", { name: "Try without an account" }).click();
  await expect(page.getByText("You are trying things out without an account.")).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("main").getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
}

/** Asks the API from the page itself, cookie and origin included. */
async function ask(page: Page, method: string, path: string) {
  return await page.evaluate(
    async (request) => {
      const response = await fetch(request.path, { method: request.method });
      const body: unknown = await response.json();
      return { status: response.status, body };
    },
    { method, path },
  );
}

async function startRun(page: Page): Promise<string> {
  const found = await ask(page, "GET", "/api/workflows/templates");
  const [template] = templateList.parse(found.body).templates;
  const run = await ask(page, "POST", `/api/workflows/${template.workflowId}/execute`);
  return z.object({ id: z.uuid() }).parse(run.body).id;
}

/** What works with JavaScript and without. */
const journeys: Record<string, (page: Page) => Promise<void>> = {
  "a person signs up, out, and in again": async (page) => {
    const email = newEmail();
    await signUp(page, email.toUpperCase());
    await expect(page.getByText(email)).toBeVisible();
    await signOut(page);
    await page.goto("/settings/tokens");
    await expect(page).toHaveURL("/sign-in?next=%2Fsettings%2Ftokens");
    await signIn(page, email);
    await expect(page.getByRole("heading", { name: "API tokens" })).toBeVisible();
  },
  "a wrong password and an unknown address get the same sentence": async (page) => {
    const email = newEmail();
    await signUp(page, email);
    await expect(page.getByText(email)).toBeVisible();
    await signOut(page);
    for (const address of [email, newEmail()]) {
      await signIn(page, address, "wrong horse battery");
      await expect(page.getByLabel("Password")).toHaveValue("");
      const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
      await expect(summary).toContainText("Email address or password is not correct");
      await expect(summary).toBeFocused();
      await expect(page.getByLabel("Email address")).toHaveValue(address);
    }
  },
  "each thing that is wrong with a sign-up is said at its field": async (page) => {
    await page.goto("/sign-up");
    await page.getByLabel("Email address").fill("ann");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("Email address")).toHaveAccessibleDescription(/correct format/);
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/12 characters or more$/);
  },
  "a guest becomes an account": async (page) => {
    const email = newEmail();
    await tryAsGuest(page);
    await signUp(page, email);
    await expect(page.getByText(email)).toBeVisible();
  },
  "an API token is shown once and can be revoked": async (page) => {
    await signUp(page, newEmail(), "/settings/tokens");
    await expect(page.getByRole("heading", { name: "API tokens" })).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill("Laptop");
    await page.getByRole("button", { name: "Make token" }).click();
    const token = (await page.getByText(/^iby_/).textContent()) ?? "";
    const call = () =>
      page.request.get("/api/workflows/templates", {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await call()).status()).toBe(200);
    await page.goto("/settings/tokens");
    await expect(page.getByText(token)).toHaveCount(0);
    await page.getByText("Revoke Laptop").click();
    await page.getByRole("button", { name: "Revoke this token" }).click();
    await expect(page.getByText("You have no tokens yet.")).toBeVisible();
    expect((await call()).status()).toBe(401);
  },
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });
    for (const [name, journey] of Object.entries(journeys)) {
      test(name, async ({ page }) => await journey(page));
    }
  });
}

test("a guest's run stays theirs by signing up, and moves when they sign in", async ({ page }) => {
  const email = newEmail();
  await tryAsGuest(page);
  const first = await startRun(page);
  await signUp(page, email);
  await expect(page.getByText(email)).toBeVisible();
  expect(await ask(page, "GET", `/api/executions/${first}`)).toMatchObject({ status: 200 });

  await signOut(page);
  await tryAsGuest(page);
  const second = await startRun(page);
  expect(await ask(page, "GET", `/api/executions/${first}`)).toMatchObject({ status: 404 });
  await page.goto("/sign-in?next=/settings");
  await signIn(page, email);
  await expect(page.getByText(email)).toBeVisible();
  for (const run of [first, second]) {
    expect(await ask(page, "GET", `/api/executions/${run}`)).toMatchObject({ status: 200 });
  }
});

for (const next of ["//evil.example", "/\\evil.example", "https://evil.example"]) {
  test(`signing in never leads to another site (${next})`, async ({ page, baseURL }) => {
    await signUp(page, newEmail(), next);
    await page.waitForURL((url) => url.pathname === "/home");
    expect(new URL(page.url()).origin).toBe(new URL(baseURL!).origin);
  });
}

test("signing out everywhere ends the session of another browser", async ({ page, browser }) => {
  const email = newEmail();
  await signUp(page, email);
  await expect(page.getByText(email)).toBeVisible();
  const elsewhere = await browser.newPage();
  await elsewhere.goto("/sign-in?next=/settings");
  await signIn(elsewhere, email);
  await expect(elsewhere.getByText(email)).toBeVisible();

  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("You are signed out on every device.")).toBeVisible();
  await elsewhere.goto("/settings");
  await expect(elsewhere).toHaveURL("/sign-in?next=%2Fsettings");
  await elsewhere.close();
});

test("a session that was signed out of is over, whoever has a copy of its cookie", async ({
  page,
  context,
}) => {
  const email = newEmail();
  await signUp(page, email);
  await expect(page.getByText(email)).toBeVisible();
  const copied = await context.cookies();
  expect(await ask(page, "GET", "/api/auth/session")).toMatchObject({ body: expect.anything() });
  await signOut(page);
  await context.addCookies(copied);
  await page.goto("/settings");
  await expect(page).toHaveURL("/sign-in?next=%2Fsettings");
  await context.addCookies(copied);
  const answered = await page.request.get("/api/auth/session");
  expect(await answered.json()).toBeNull();
  expect(answered.headers()["set-cookie"] ?? "").not.toContain("session-token");
  expect((await page.request.get("/api/schedules")).status()).toBe(401);
});

test("too many wrong passwords have to wait, also where next-auth takes them", async ({
  page,
  browser,
}) => {
  const email = newEmail();
  await signUp(page, email);
  await expect(page.getByText(email)).toBeVisible();
  await signOut(page);
  const { body } = await ask(page, "GET", "/api/auth/csrf");
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(body);
  const attempt = () =>
    page.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, email, password: "wrong horse battery" },
      maxRedirects: 0,
    });
  for (let i = 0; i < 10; i += 1) expect((await attempt()).status()).toBe(302);
  const refused = await attempt();
  expect(refused.status()).toBe(429);
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(800);

  await page.goto("/sign-in");
  await signIn(page, email);
  await expect(page.getByRole("alert").first()).toContainText(
    /Too many tries\. Wait \d+ minutes, then try again\./,
  );
  // who asks for another account from there is not kept waiting by it
  const other = await browser.newPage();
  await signUp(other, newEmail());
  await expect(other.getByRole("heading", { name: "Settings" })).toBeVisible();
  await other.close();
});

test("a password that is easy to guess is refused at its field", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Email address").fill(newEmail());
  await page.getByLabel("Password").fill("Password1234");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/harder to guess/);
});

test("a guest is asked to sign up where an account is needed", async ({ page }) => {
  await tryAsGuest(page);
  await page.goto("/settings/tokens");
  await expect(page.getByRole("link", { name: "Create an account" }).last()).toBeVisible();
  const run = await startRun(page);
  const refused = await page.request.post(`/api/executions/${run}/patch`, {
    data: { revision: 1, patch: { changes: [] } },
    headers: { "sec-fetch-site": "same-origin" },
  });
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining("/sign-up") });
  await page.goto(`/runs/${run}/change?write`);
  await expect(page.getByText("Create an account first")).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveCount(0);
});

test("a session cookie alone cannot write from another site", async ({ page }) => {
  await tryAsGuest(page);
  const path = `/api/executions/${randomUUID()}/cancel`;
  const from = (site: string) => page.request.post(path, { headers: { "sec-fetch-site": site } });
  expect((await from("cross-site")).status()).toBe(403);
  expect((await from("same-origin")).status()).toBe(404);
});
