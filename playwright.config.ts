import { defineConfig } from "@playwright/test";

import { env } from "#lib/env.ts";
import { locateChromium } from "#scripts/chromium.ts";

const executablePath = locateChromium();

/** Run by `npm test`, which builds the application and starts it on an address of its own. */
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Guards against what hangs, long enough for a machine that does much else at the same time.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: "chromium",
    baseURL: `http://${env().HOST}:${env().PORT}`,
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath && { executablePath }),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
