import { redirect } from "next/navigation";
import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";

import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import { AppError } from "#lib/errors.ts";

import { action, openAction } from "./action.ts";

const viewer = vi.hoisted(() => ({
  requireViewer: vi.fn<() => Promise<Pick<Viewer, "id" | "guest" | "role">>>(),
}));
vi.mock("#lib/auth/sessions/viewer.ts", () => viewer);

function form(fields: [string, string | Blob][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

const schema = z.object({ years: z.coerce.number("Enter a number"), tag: z.string().array() });
const good: [string, string][] = [
  ["years", "12"],
  ["tag", "a"],
  ["tag", "b"],
  ["$ACTION_ID_1", "x"],
];

beforeEach(() => {
  viewer.requireViewer.mockResolvedValue({ id: "u1", guest: false, role: "user" });
});

test("parses the form and hands over the viewer", async () => {
  const act = action("runs.start", schema, async (input, { id }) => ({ ...input, id }));
  expect(await act(null, form(good))).toEqual({
    ok: true,
    value: { years: 12, tag: ["a", "b"], id: "u1" },
  });
});

test("signs the caller in before it looks at the form", async () => {
  const run = vi.fn<() => Promise<void>>();
  viewer.requireViewer.mockRejectedValue(new AppError("unauthenticated", "Sign in to continue."));
  const result = await action("runs.start", schema, run)(null, form([]));
  expect(result).toMatchObject({ ok: false, problem: { code: "unauthenticated" } });
  expect(run).not.toHaveBeenCalled();
});

test("asks whether the caller may before it looks at the form", async () => {
  const run = vi.fn<() => Promise<void>>();
  viewer.requireViewer.mockResolvedValue({ id: "g1", guest: true, role: "user" });
  const result = await action("tokens.make", schema, run)(null, form([]));
  expect(result).toMatchObject({
    ok: false,
    problem: { code: "forbidden", message: expect.stringContaining("/sign-up") },
  });
  expect(run).not.toHaveBeenCalled();
});

test("gives back what was typed, but no password and no file", async () => {
  const result = await openAction(schema, async () => null)(
    null,
    form([
      ["years", "many"],
      ["tag", "a"],
      ["tag", "b"],
      ["password", "hunter2"],
      ["newPassword", "hunter3"],
      ["file", new Blob(["x"])],
    ]),
  );
  expect(result).toEqual({
    ok: false,
    problem: {
      code: "invalid",
      message: "There is a problem",
      fields: { years: ["Enter a number"] },
    },
    posted: { years: "many", tag: ["a", "b"] },
  });
});

test("lets a redirect travel on", async () => {
  const act = openAction(z.object({}), async () => redirect("/home"));
  await expect(act(null, form([]))).rejects.toThrow("NEXT_REDIRECT");
});
