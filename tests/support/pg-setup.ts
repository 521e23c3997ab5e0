import type { TestProject } from "vitest/node";

import { startTestServer } from "./test-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { url: string; template: string };
  }
}

/** Gives the database tests their server, for as long as they run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { url, template, release } = await startTestServer();
  project.provide("postgres", { url, template });
  return release;
}
