import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";

import { asking, type Capability, requireCapability } from "#lib/auth/capabilities.ts";
import { requireViewer, type Viewer } from "#lib/auth/sessions/viewer.ts";
import { withoutUnstorable } from "#lib/engine/value/storable.ts";
import type { Problem } from "#lib/errors.ts";
import { toProblem } from "#lib/problem.ts";

/** The typed values by field name, so that a form can show them again: React empties forms after an action. */
export type Posted = Record<string, string | string[]>;

export type ActionResult<T> =
  | { ok: true; value: T }
  | { ok: false; problem: Problem; posted: Posted };

type Act<T> = (previous: ActionResult<T> | null, form: FormData) => Promise<ActionResult<T>>;

/**
 * Wraps a server action: signs the caller in, asks whether they may, parses the form, and turns every throw into a
 * `Problem`. A field posted once reaches the schema as a value, a repeated one (checkboxes) as a
 * list. An action that is not built with this or `openAction` is a public endpoint.
 */
export function action<S extends z.ZodType, T>(
  capability: Capability,
  schema: S,
  run: (input: z.output<S>, viewer: Viewer) => Promise<T>,
): Act<T> {
  const act = answering(async (form) => {
    const viewer = await requireViewer();
    requireCapability(viewer, capability);
    return await run(schema.parse(readForm(form)), viewer);
  });
  return asking(capability, act);
}

/** The same for actions that need no sign-in, such as signing in. */
export function openAction<S extends z.ZodType, T>(
  schema: S,
  run: (input: z.output<S>) => Promise<T>,
): Act<T> {
  return asking(
    "open",
    answering(async (form) => await run(schema.parse(readForm(form)))),
  );
}

function answering<T>(act: (form: FormData) => Promise<T>): Act<T> {
  return async (_previous, form) => {
    try {
      return { ok: true, value: await act(form) };
    } catch (error) {
      unstable_rethrow(error); // redirect() and notFound() work by throwing
      return { ok: false, problem: toProblem(error), posted: repeatable(form) };
    }
  };
}

function readForm(form: FormData): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  const names = [...new Set(form.keys())].filter((name) => !name.startsWith("$ACTION"));
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...more] = form.getAll(name).map(kept);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
}

/** The typed text without what the database cannot store. People cannot see those characters. */
function kept(entry: FormDataEntryValue): FormDataEntryValue {
  return typeof entry === "string" ? withoutUnstorable(entry) : entry;
}

/** Text only, and never a password, which must not be sent back into the page. */
function repeatable(form: FormData): Posted {
  const posted: Posted = {};
  for (const [name, value] of Object.entries(readForm(form))) {
    if (/password/i.test(name)) continue;
    const texts = [value].flat().filter((entry) => typeof entry === "string");
    const [first] = texts;
    if (first !== undefined) posted[name] = Array.isArray(value) ? texts : first;
  }
  return posted;
}
