import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";

import { db } from "#db/index.ts";
import { getTemplate } from "#db/queries/definitions/definitions.ts";

import { factsOf } from "../template-facts.ts";

const load = cache(async (workflowId: string) => await getTemplate(db, workflowId));

/** The template a page is about, with its description in the gallery. */
export async function requireTemplate(workflowId: string) {
  const template = await load(decoded(workflowId));
  if (!template) notFound();
  return { template, facts: factsOf(template) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return notFound();
  }
}
