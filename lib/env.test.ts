import { readFileSync } from "node:fs";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { env, setEnv, settingNames } from "./env.ts";

beforeEach(() => {
  vi.stubEnv("PORT", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  setEnv({});
});

test("an empty variable counts as absent", () => {
  setEnv({ PORT: "", OPENAI_API_KEY: "" });
  expect(env().PORT).toBe(3000);
  expect(env().OPENAI_API_KEY).toBeUndefined();
});

test("reads variables set while the process runs", () => {
  expect(env().PORT).toBe(3000);
  setEnv({ PORT: "4000" });
  expect(env().PORT).toBe(4000);
});

test("splits the list of reachable addresses", () => {
  vi.stubEnv("HTTP_ALLOW", "127.0.0.1:4010, localhost:80,");
  setEnv({});
  expect(env().HTTP_ALLOW).toEqual(["127.0.0.1:4010", "localhost:80"]);
});

test("the example file explains every setting, and no other", () => {
  const example = readFileSync(".env.example", "utf8");
  const explained = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(explained)).toEqual(new Set(settingNames));
});

test("an address keeps no slash at its end", () => {
  vi.stubEnv("APP_URL", "https://Workflows.example:443/");
  setEnv({});
  expect(env().APP_URL).toBe("https://workflows.example");
});

test("removes a variable", () => {
  setEnv({ PORT: "4000" });
  setEnv({ PORT: undefined });
  expect(env().PORT).toBe(3000);
});

test.each([
  ["PORT", "http", "PORT must be a number from 1 to 65535"],
  ["PORT", "70000", "PORT must be a number from 1 to 65535"],
  ["WORKER", "outside", "WORKER must be"],
  ["APP_URL", "workflows.example", "APP_URL must be an address"],
  ["APP_URL", "ftp://workflows.example", "APP_URL must be an address"],
  ["APP_URL", "https://workflows.example/app", "APP_URL must be an address"],
  ["APP_URL", "https://ann:secret@workflows.example", "APP_URL must be an address"],
  ["DATABASE_URL", "mysql://x", "DATABASE_URL must start with postgres://"],
  ["AUTH_SECRET", "short", "AUTH_SECRET must have at least 32 characters"],
])("refuses %s=%s with a sentence", (name, value, sentence) => {
  vi.stubEnv(name, value);
  setEnv({});
  expect(() => env()).toThrow(sentence);
});
