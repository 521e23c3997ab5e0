import { beforeEach, expect, test, vi } from "vitest";

import type { UserView } from "#db/queries/people/users.ts";

import { requireViewer, viewerAt, viewerWho } from "./viewer.ts";

const session = { userId: "u1", sessionVersion: 1, expires: "" };
const ann: UserView = { id: "u1", name: "Ann", email: "ann@example.com", role: "author" };

const mocks = vi.hoisted(() => ({
  auth: vi.fn<() => Promise<object | null>>(),
  getSessionUser: vi.fn<() => Promise<UserView | null>>(),
}));
vi.mock("./next-auth.ts", () => ({ auth: mocks.auth }));
vi.mock("#db/queries/people/users.ts", () => ({ getSessionUser: mocks.getSessionUser }));
vi.mock("next/server", () => ({ connection: async () => {} }));

beforeEach(() => {
  mocks.auth.mockResolvedValue(session);
  mocks.getSessionUser.mockResolvedValue(ann);
});

test("a page is there for who may, and to the rest it does not exist", async () => {
  expect(await viewerWho("runs.writeChange")).toMatchObject({ id: "u1" });
  await expect(viewerWho("audit.read")).rejects.toThrow("404");
  mocks.getSessionUser.mockResolvedValue({ ...ann, role: "admin" });
  expect(await viewerWho("audit.read")).toMatchObject({ id: "u1" });
});

test("a session whose user row says otherwise is over", async () => {
  mocks.getSessionUser.mockResolvedValue(null);
  await expect(requireViewer()).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(viewerWho("runs.read")).rejects.toThrow("404");
  await expect(viewerAt("/runs/7")).rejects.toMatchObject({
    digest: expect.stringContaining("/sign-in?next=%2Fruns%2F7"),
  });
});

test("a database that is down is a failure, not a signed-out viewer", async () => {
  mocks.getSessionUser.mockRejectedValue(new Error("connection refused"));
  await expect(viewerAt("/home")).rejects.toThrow("connection refused");
});

test("who has no address is a guest", async () => {
  mocks.getSessionUser.mockResolvedValue({ ...ann, email: null, role: "user" });
  expect(await requireViewer()).toMatchObject({ guest: true, email: null });
});
