import { expect, test } from "vitest";
import { z } from "zod";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { AppError } from "#lib/errors.ts";
import { operations } from "#lib/steps/registry.ts";
import { doubles } from "#tests/cli/definitions.ts";
import { fileOf } from "#tests/support/command-line.ts";

import { answer } from "./command-line.ts";

test.each([
  [[], "Say what to do."],
  [["vaildate", "x"], 'There is no command "vaildate".'],
  [["validate"], "validate needs FILE."],
  [["patch", "x"], "patch needs EXECUTION and FILE."],
  [["validate", "a", "b"], 'validate cannot do anything with "b".'],
  [["simulate", "a", "--memory"], "simulate has no option --memory."],
  [["run", "a", "--in"], "Unknown option '--in'."],
  [["run", "a", "--input"], "Option '--input <value>' argument missing."],
])("%j is answered with what is wrong and how it is used", async (args, sentence) => {
  await expect(answer(args)).rejects.toThrow(
    `${sentence}\n\nUsage: npm run -s workflow -- COMMAND`,
  );
});

test.each([
  [["schema", "run"], 'There is no schema of "run". Say schema, or schema patch.'],
  [["validate", "/nowhere.json"], "/nowhere.json cannot be read."],
  [["validate", "/tmp"], "/tmp cannot be read."],
  [["run", "FILE", "--memory", "--input", "{"], "{ is not JSON."],
  [["run", "FILE", "--memory", "--input", "[1]"], "[1] is not a JSON object."],
  [["run", "FILE", "--memory", "--input", "@/nowhere.json"], "/nowhere.json cannot be read."],
  [["run", "FILE", "--memory", "--answers", "/nowhere.json"], "/nowhere.json cannot be read."],
  [["archive"], "Say --before with a day, such as 2026-01-31."],
  [["archive", "--before", "yesterday"], "Say --before with a day, such as 2026-01-31."],
  [["archive", "--before", "2026-01-31", "--limit", "0"], "--limit must be 1 or more."],
  [["fsck", "--execution", "7"], "7 is not the id of a run."],
])("%j is answered with a sentence", async (args, sentence) => {
  const file = fileOf("doubles.json", doubles);
  const given = args.map((arg) => (arg === "FILE" ? file : arg));
  await expect(answer(given)).rejects.toThrow(new AppError("invalid", sentence));
});

test("a file that is broken is told with the reason, and one that is no definition with what it must be", async () => {
  const broken = fileOf("broken.yaml", "a: [");
  await expect(answer(["validate", broken])).rejects.toThrow(
    /broken\.yaml is neither JSON nor YAML: Flow sequence/u,
  );
  const { report } = await answer(["validate", fileOf("five.json", "5")]);
  expect(report).toMatchObject({ failed: true, json: { problems: [{ code: "structure" }] } });
});

test("a schema and the operations are printed for people and as JSON", async () => {
  const { report, asJson } = await answer(["schema", "--json"]);
  const schema = z.toJSONSchema(workflowDefinition, { io: "input", unrepresentable: "any" });
  expect(asJson).toBe(true);
  expect(report.json).toEqual(schema);
  expect(JSON.parse(report.lines.join("\n"))).toEqual(schema);
  expect((await answer(["operations"])).report.lines).toHaveLength(operations.size);
});
