import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";

import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import { AppError } from "#lib/errors.ts";

import { openRoute, readBody, readQuery, route } from "./route.ts";

const bearer = vi.hoisted(() => ({
  viewerOfRequest: vi.fn<() => Promise<Pick<Viewer, "id" | "guest" | "role">>>(),
}));
vi.mock("#lib/auth/tokens/bearer.ts", () => bearer);

const schema = z.object({ name: z.string("Enter a name") });
const echo = openRoute(async (request) => Response.json(await readBody(request, schema)));
const post = (body: BodyInit) =>
  new Request("http://localhost/api", { method: "POST", body, duplex: "half" } as RequestInit);

afterEach(() => {
  vi.restoreAllMocks();
});

test("passes a good body through", async () => {
  const response = await echo(post('{"name":"Ann"}'));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ name: "Ann" });
});

test.each([
  ["malformed JSON", '{"name":', 400, "The body is not JSON"],
  ["a body that is too large", `"${"x".repeat(1024 * 1024)}"`, 413, "larger than 1 MiB"],
])("answers %s with a sentence", async (_case, body, status, sentence) => {
  const response = await echo(post(body));
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ message: expect.stringContaining(sentence) });
});

test("stops reading a body without a length once it is too large", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const response = await echo(post(endless));
  expect(response.status).toBe(413);
  expect(sent).toBeLessThan(30);
});

test.each(["\\u0000", "\\ud800"])(
  "refuses a text that the database cannot keep (%s)",
  async (character) => {
    const response = await echo(post(`{"name": "Ann${character}"}`));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      message: "The body has a character that cannot be kept.",
    });
  },
);

test("names the fields a body lacks", async () => {
  const response = await echo(post(""));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: "invalid",
    fields: { name: ["Enter a name"] },
  });
});

test("reads the query", () => {
  const request = new Request("http://localhost/api?name=Ann");
  expect(readQuery(request, schema)).toEqual({ name: "Ann" });
});

test("an anonymous caller is told how to authenticate", async () => {
  const response = await openRoute(async () => {
    throw new AppError("unauthenticated", "Send an API token.");
  })(post(""));
  expect(response.status).toBe(401);
  expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="api"');
});

test("signs the caller in, and asks whether they may, before the handler is called", async () => {
  const handle = vi.fn<() => Promise<Response>>(async () => Response.json("done"));
  const guarded = route("runs.writeChange", handle);
  bearer.viewerOfRequest.mockRejectedValueOnce(new AppError("unauthenticated", "Sign in."));
  expect((await guarded(post(""))).status).toBe(401);
  bearer.viewerOfRequest.mockResolvedValueOnce({ id: "g1", guest: true, role: "user" });
  const refused = await guarded(post(""));
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining("/sign-up") });
  expect(handle).not.toHaveBeenCalled();
  bearer.viewerOfRequest.mockResolvedValueOnce({ id: "p1", guest: false, role: "user" });
  const answered = await guarded(post(""));
  expect(answered.status).toBe(200);
  expect(answered.headers.get("Cache-Control")).toBe("private, no-store");
});

test("what is open to everybody may answer with a redirect", async () => {
  const response = await openRoute(async () => Response.redirect("http://localhost/sign-in"))(
    post(""),
  );
  expect(response.status).toBe(302);
});

test("a caller who must wait is told for how long", async () => {
  const response = await openRoute(async () => {
    throw new AppError("rate_limited", "Too many tries.", { retryAfterSeconds: 30 });
  })(post(""));
  expect(response.status).toBe(429);
  expect(response.headers.get("Retry-After")).toBe("30");
});

test("a bug shows only a reference", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const response = await openRoute(async () => {
    throw new TypeError("secret detail");
  })(post(""));
  expect(response.status).toBe(500);
  expect(JSON.stringify(await response.json())).not.toContain("secret");
  expect(logged).toHaveBeenCalledOnce();
});
