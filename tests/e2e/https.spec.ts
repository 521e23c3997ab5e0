import { expect, test } from "@playwright/test";
import { z } from "zod";

import { type KillableServer, killableServer } from "#tests/support/killable-server.ts";

let server: KillableServer;

test.beforeAll(async () => {
  server = await killableServer("https", { APP_URL: "https://plans.example.com", WORKER: "off" });
  await server.start();
});
test.afterAll(async () => await server.remove());

type Sent = { method?: string; headers?: Record<string, string>; body?: URLSearchParams };

/** Asks as the proxy that ends https does; a browser would send no such cookie over http. */
async function ask(path: string, init: Sent = {}) {
  const headers = { "x-forwarded-proto": "https", ...init.headers };
  const response = await fetch(server.base + path, { ...init, headers, redirect: "manual" });
  return { response, cookies: response.headers.getSetCookie() };
}

const named = (cookies: readonly string[], name: string) =>
  cookies.find((cookie) => cookie.startsWith(`${name}=`)) ?? "";

test("where the address is https, browsers are held to it and cookies bound to the host", async () => {
  for (const path of ["/", "/sign-in", "/api/workflows/templates"]) {
    const { response } = await ask(path);
    expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
  }
  const { response, cookies } = await ask("/api/auth/csrf");
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await response.json());
  const csrf = named(cookies, "__Host-authjs.csrf-token").split(";")[0] ?? "";
  expect(csrf).not.toBe("");
  const entered = await ask("/api/auth/callback/guest", {
    method: "POST",
    headers: { cookie: csrf, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken }),
  });
  const session = named(entered.cookies, "__Host-authjs.session-token");
  expect(session).toMatch(/; Path=\/(?:;|$)/u);
  expect(session).toContain("Secure");
  expect(session).toContain("HttpOnly");
  expect(session).not.toContain("Domain");
  expect(entered.cookies.filter((cookie) => cookie.startsWith("authjs."))).toEqual([]);

  const cookie = session.split(";")[0] ?? "";
  const settings = await ask("/settings", { headers: { cookie } });
  expect(await settings.response.text()).toContain("You are trying things out without an account.");
});
