import { createReadStream, readFileSync } from "node:fs";
import { request as ask } from "node:http";
import { text } from "node:stream/consumers";

import { expect, type Page, test } from "@playwright/test";

import { killableServer } from "#tests/support/killable-server.ts";

const tooLarge = /What you sent is larger than 1 MiB/u;

async function sendTooMuch(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill("x".repeat(1_200_000));
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("who sends too much by a form reads a sentence", async ({ page }) => {
  await sendTooMuch(page);
  await expect(page.getByText(tooLarge)).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("who sends too much by a form reads the same sentence", async ({ page }) => {
    await sendTooMuch(page);
    await expect(page.getByText(tooLarge)).toBeVisible();
    await page.getByRole("link", { name: "InvestByYourself" }).click();
    await expect(page).toHaveURL("/");
  });
});

for (const path of [
  "/sign-in%00",
  "/templates?q=%zz",
  "/api/executions/%ED%A0%80",
  "/%2500",
  "/api/%",
]) {
  test(`${path} is answered with a sentence`, async ({ baseURL }) => {
    const { port, hostname } = new URL(baseURL ?? "");
    const { promise, resolve, reject } = Promise.withResolvers<[number, string]>();
    ask({ port, host: hostname, path }, (response) => {
      text(response).then((said) => resolve([response.statusCode ?? 0, said]), reject);
    }).end();
    const [status, said] = await promise;
    expect(status).toBe(400);
    expect(said).toContain("cannot be read");
  });
}

test("numbers beyond a column's type are refused wherever they come in", async ({ request }) => {
  const { bearerOf, newPerson } = await import("#tests/support/people.ts");
  const headers = await bearerOf(await newPerson());
  const started = await request.post("/api/workflows/create-a-portfolio/execute", {
    headers,
    data: {},
  });
  const { id } = await started.json();
  const large = 2 ** 31;
  for (const path of [
    `/api/executions/${id}/log?after=${large}`,
    `/api/executions/${id}/state?at=${large}`,
    `/api/executions/${id}/events?after=${large}`,
  ]) {
    const response = await request.get(path, { headers });
    expect(response.status(), path).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid" });
  }
  const again = await request.get(`/api/executions/${id}/events`, {
    headers: { ...headers, "last-event-id": `${large}.0` },
  });
  expect(again.status()).toBe(400);
  for (const path of ["steps/goal", "patch", "migrate", "revert", "fork"]) {
    const data = { revision: large, data: {}, patch: {}, stepId: "goal" };
    const response = await request.post(`/api/executions/${id}/${path}`, { headers, data });
    expect([400, 404], path).toContain(response.status());
  }
});

test("a body of more than a gigabyte costs no memory, and others are answered meanwhile", async () => {
  test.setTimeout(180_000);
  const server = await killableServer("ingress");
  try {
    await server.start();
    const before = memoryOf(server.pid());
    const sent = Array.from({ length: 4 }, () => upload(server.base, 300 * 1024 * 1024));
    const other = await fetch(`${server.base}/sign-in`);
    expect(other.status).toBe(200);
    expect(await Promise.all(sent)).toEqual([413, 413, 413, 413]);
    expect(memoryOf(server.pid()) - before).toBeLessThan(200);
    for (const host of ["evil.example", "localhost.evil.example"]) {
      expect(await statusFor(server.base, host)).toBe(421);
    }
    expect(await statusFor(server.base, "localhost")).toBe(200);
  } finally {
    await server.remove();
  }
});

/** Sends zeros without a length to the sign-in; the status, or 0 where the connection was cut first. */
async function upload(base: string, bytes: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const sent = ask(`${base}/api/auth/callback/credentials`, { method: "POST" }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  }).on("error", () => resolve(0));
  createReadStream("/dev/zero", { end: bytes - 1 }).pipe(sent);
  return await promise;
}

async function statusFor(base: string, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  ask(base, { headers: { host } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on("error", reject)
    .end();
  return await promise;
}

/** In MB. */
function memoryOf(pid: number): number {
  const [, pages = "0"] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
  return (Number(pages) * 4096) / 1024 / 1024;
}
