import { describe, expect, test } from "vitest";
import { z } from "zod";

import { dataTypes, isDataTypeId } from "#lib/data-types/registry.ts";
import { stepTypes } from "#lib/engine/definition/definition.ts";
import { formSchema } from "#lib/form/form-schema.ts";
import { validateData } from "#lib/form/validate-data.ts";
import { interactive } from "#tests/support/operations.ts";
import { portFaults } from "#tests/support/ports.ts";

import { catalog, operations } from "./registry.ts";

const all = [...operations.values()];

test("the library has an operation of each of the plan's eight step types", () => {
  expect(new Set(all.map(({ stepType }) => stepType))).toEqual(new Set(stepTypes));
});

test("ids are unique: none of the listed operations hides another", () => {
  expect(operations.size).toBe(catalog.operations.size);
  expect(all.map(({ id }) => id)).toEqual([...catalog.operations.keys()]);
});

test.each(Object.entries(dataTypes))(
  "data type %s has a title and a JSON Schema",
  (id, { title }) => {
    expect(title).not.toBe("");
    expect(catalog.dataTypes.get(id)?.jsonSchema).toHaveProperty("$schema");
  },
);

describe.each(all)("$id", (operation) => {
  const contract = catalog.operations.get(operation.id)!;
  const { example } = operation;

  test("says what it is", () => {
    expect(operation.id).toMatch(/^[a-z]+(?:\.[a-z]+)+$/u);
    expect(stepTypes).toContain(operation.stepType);
    expect(operation.title).not.toBe("");
    expect(operation.description).toMatch(/\.$/u);
  });

  test("its example config parses, and an unknown setting does not", () => {
    expect(contract.parseConfig(example.config)).toMatchObject({ ok: true });
    const misspelt = contract.parseConfig({ ...example.config, misspelt_: 1 });
    expect(misspelt).toMatchObject({ ok: false, problems: [{ message: expect.any(String) }] });
  });

  test("its config has a JSON Schema for editors", () => {
    const schema = z.toJSONSchema(operation.config, { io: "input" });
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  });

  test("its ports name known data types, and its example gives every input of the right type", () => {
    const config = operation.config.parse(example.config);
    const inputs = contract.inputs(config);
    expect(portFaults(inputs, example.input)).toEqual([]);
    const types = Object.values(contract.outputs(config)).map(({ type }) => type);
    expect(types.filter((type) => !isDataTypeId(type))).toEqual([]);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(example.input)));
  });

  test("a person's form is one that pages can draw, and takes the example's answers", () => {
    if (operation.mode !== "interactive") return;
    const { form, accept } = interactive(operation, example.config, example.input);
    expect(formSchema.parse(form)).toEqual(form);
    expect(validateData(form, example.data)).toEqual({ ok: true, data: example.data });
    const { output, outcome } = accept(example.data!);
    expect(Object.keys(output)).not.toEqual([]);
    const config = operation.config.parse(example.config);
    const outcomes = contract.outcomes(config);
    expect(outcome === undefined ? outcomes : outcomes.includes(outcome)).toEqual(
      outcome === undefined ? [] : true,
    );
  });
});
