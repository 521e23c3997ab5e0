import { z } from "zod";

import { json } from "./basic.ts";

/** What was decided, by rules or by a person, and why. */
export const decision = z
  .strictObject({
    outcome: z.string(),
    label: z.string(),
    because: z.string().nullable(),
  })
  .meta({ title: "Decision" });

/** Named checks and their results. `passed` says that no error was found. Warnings do not count. */
export const checkReport = z
  .strictObject({
    passed: z.boolean(),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        severity: z.enum(["error", "warning"]),
        passed: z.boolean(),
        message: z.string(),
      }),
    ),
  })
  .meta({ title: "Check report" });

export const confirmation = z
  .strictObject({ confirmed: z.literal(true) })
  .meta({ title: "Confirmation" });

/** What a request sends. These are types of their own, so that nothing is sent that an author did not name. */
export const httpQuery = z
  .record(z.string().max(200), z.union([z.string().max(2_000), z.number(), z.boolean()]))
  .meta({ title: "Parameters of a request" });
export const httpBody = json.meta({ title: "Content of a request" });

/** The answer of another server. */
export const httpResponse = z
  .strictObject({
    status: z.int().min(100).max(599),
    url: z.string(),
    contentType: z.string(),
    /** Parsed where the server says it is JSON, else text. */
    body: json,
  })
  .meta({ title: "Answer of a server" });
