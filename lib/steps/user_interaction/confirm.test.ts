import { expect, test } from "vitest";

import { interactive } from "#tests/support/operations.ts";

import { reviewConfirm } from "./confirm.ts";

test("shows its title, its act and the sentences it was given", () => {
  const shown = [
    {
      id: "x",
      sentence: "You chose high growth, but would sell after a 10% fall.",
      uses: "We use the more careful answer.",
    },
  ];
  const config = {
    title: "Check your plan",
    button: "Save this plan",
    message: "Your answers point in different directions.",
  };
  const { form } = interactive(reviewConfirm, config, { shown });
  expect(form).toEqual({
    type: "object",
    title: "Check your plan",
    description:
      "Your answers point in different directions. You chose high growth, but would sell after a 10% fall. We use the more careful answer.",
    properties: { confirmed: { type: "boolean", title: "Save this plan", default: true } },
    required: ["confirmed"],
  });
});

test("works without any config, and leaves out what is no sentence", () => {
  const { form } = interactive(reviewConfirm, {}, { shown: { rows: [1, 2] } });
  expect(form).toMatchObject({ title: "Check your answers" });
  expect(form).not.toHaveProperty("description");
});

test("goes on only when the person agrees", () => {
  const { accept } = interactive(reviewConfirm, {});
  expect(accept({ confirmed: true })).toEqual({ output: { confirmation: { confirmed: true } } });
  expect(() => accept({ confirmed: false })).toThrow(
    expect.objectContaining({ code: "invalid_answer", fields: { confirmed: expect.any(String) } }),
  );
});
