import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

import { chromium } from "@playwright/test";

import { AppError } from "#lib/errors.ts";

import { print } from "./terminal.ts";

const folders = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/homebrew/bin"];
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const candidates = [
  ...folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)),
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of an installed Chromium, or of Playwright's own. */
export function locateChromium(): string | undefined {
  const installed = candidates.find(mayRun);
  if (installed) return installed;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

/** Makes sure that there is a Chromium: installed, else Playwright's, else Debian's. */
export async function ensureChromium(): Promise<void> {
  if (locateChromium()) return;
  print("Looking for a Chromium to install.");
  if (await reaches("https://cdn.playwright.dev")) {
    run(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"]);
    if (locateChromium()) return;
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    run("apt-get", ["update", "-q"]);
    run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"]);
    if (locateChromium()) return;
  }
  throw new AppError("unavailable", "The browser tests need Chromium. Install it and try again.");
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's download tries for minutes where it cannot succeed, so this checks first. */
async function reaches(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(3000) });
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: string[]): void {
  spawnSync(program, args, { stdio: "inherit" });
}
