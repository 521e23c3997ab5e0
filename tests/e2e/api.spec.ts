import { type APIRequestContext, expect, test } from "@playwright/test";

import { drive, type Transport } from "#tests/support/generic-client.ts";
import { bearerOf, newPerson } from "#tests/support/people.ts";

const run = `/api/executions/${crypto.randomUUID()}`;
const routes = [
  ["GET", "/api/workflows/templates"],
  ["POST", "/api/workflows/create-a-portfolio/execute"],
  ["POST", "/api/workflows/ai/optimize"],
  ["POST", "/api/workflows/ai/execute-step"],
  ["GET", run],
  ["GET", `${run}/log`],
  ["POST", `${run}/cancel`],
  ["POST", `${run}/pause`],
  ["POST", `${run}/resume`],
  ["POST", `${run}/steps/explain`],
  ["GET", `${run}/steps/explain/stream`],
  ["GET", `/api/executions/${crypto.randomUUID()}/events`],
] as const;

for (const [method, path] of routes) {
  const name = path.replaceAll(/[\da-f-]{36}/g, "…");
  test(`${method} ${name} asks an anonymous caller to sign in`, async ({ request }) => {
    const response = await request.fetch(path, { method, ...(method === "POST" && { data: {} }) });
    expect(response.status()).toBe(401);
    expect(response.headers()["www-authenticate"]).toContain("Bearer");
    expect(await response.json()).toEqual({
      code: "unauthenticated",
      message: expect.any(String),
    });
  });
}

function overHttp(request: APIRequestContext, bearer: Record<string, string>): Transport {
  return async (method, path, body, headers) => {
    const sent = {
      method,
      headers: { ...bearer, ...headers },
      ...(method === "POST" && { data: body }),
    };
    const response = await request.fetch(`/api${path}`, sent);
    return { status: response.status(), json: await response.json() };
  };
}

test("a client that knows only the schemas creates a portfolio", async ({ request }) => {
  const bearer = await bearerOf(await newPerson());
  const done = await drive(overHttp(request, bearer), "create-a-portfolio");
  expect(done).toMatchObject({ status: "completed", waitingFor: [] });
  const stream = await request.get(`/api/executions/${done.id}/steps/explain/stream`, {
    headers: bearer,
  });
  expect(stream.headers()["content-type"]).toContain("text/event-stream");
  expect(await stream.text()).toMatch(/"type":"text-delta".*"type":"finish"/su);
});

test("ids and bodies that cannot be read are refused in words", async ({ request }) => {
  const headers = await bearerOf(await newPerson());
  const missing = await request.get("/api/executions/17", { headers });
  expect(missing.status()).toBe(404);
  const broken = await request.post("/api/workflows/ai/optimize", {
    headers: { ...headers, "content-type": "application/json" },
    data: Buffer.from('{"rows":'),
  });
  expect(broken.status()).toBe(400);
  expect(await broken.json()).toMatchObject({ code: "invalid", message: expect.any(String) });
});
