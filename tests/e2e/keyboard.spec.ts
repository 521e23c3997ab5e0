import { expect, type Locator, type Page, test } from "@playwright/test";

/** More than the number of focusable elements on any page of this test. */
const farthest = 80;

/** Presses Tab until the focus is there. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < farthest; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach ${target.toString()} on ${page.url()}.`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("main").getByRole("button", { name, exact: true });

async function type(page: Page, label: string, text: string): Promise<void> {
  await reach(page, page.getByLabel(label));
  await page.keyboard.type(text);
  await press(page, button(page, "Continue"));
}

/** Of a group of choices only one is reached by Tab; the arrows choose another. */
async function choose(page: Page, label: string): Promise<void> {
  const main = page.getByRole("main");
  await reach(page, main.getByRole("radio").first());
  await page.keyboard.press("Space");
  const wanted = main.getByLabel(label);
  for (let presses = 0; presses < farthest && !(await wanted.isChecked()); presses++)
    await page.keyboard.press("ArrowDown");
  await expect(wanted).toBeChecked();
  await press(page, button(page, "Continue"));
}

/** Answers any questions of a step: the second of the choices, or twelve. */
async function answerStep(page: Page, step: string): Promise<void> {
  const main = page.getByRole("main");
  const heading = main.getByRole("heading", { level: 1 });
  while (page.url().includes(`/steps/${step}`)) {
    const question = await heading.innerText();
    const choices = main.getByRole("radio");
    if ((await choices.count()) > 0) {
      await reach(page, choices.first());
      await page.keyboard.press("ArrowDown");
    } else {
      await reach(page, main.getByRole("textbox"));
      await page.keyboard.type("12");
    }
    await press(page, button(page, "Continue"));
    await expect(heading).not.toHaveText(question);
  }
}

test("the keyboard alone leads a guest from a template to a saved plan", async ({ page }) => {
  test.slow();
  await page.goto("/templates");
  await press(page, page.getByRole("link", { name: "Create a portfolio" }));
  await press(page, page.getByRole("link", { name: "Start", exact: true }));
  await press(page, page.getByRole("button", { name: "Try without an account" }));
  await press(page, button(page, "Start"));
  await press(page, button(page, "I understand, continue"));

  await expect(page.getByRole("heading", { name: "What is this money for?" })).toBeFocused();
  await choose(page, "Retirement");
  await type(page, "How much do you want to invest now?", "48000");
  await type(page, "How much can you add each month?", "500");
  await type(page, "How long until you need this money?", "12 years");
  await choose(page, "Grow, with falls that stay moderate");
  await expect(page).toHaveURL(/risk_questions/);
  await answerStep(page, "risk_questions");
  await answerStep(page, "capacity");
  if (page.url().includes("contradictions")) await press(page, button(page, "Continue"));
  const framework = page.getByRole("heading", { name: "How should your plan be built?" });
  await expect(framework).toBeVisible();
  await press(page, button(page, "Continue"));

  await expect(page).toHaveURL(/steps\/explain/, { timeout: 60_000 });
  await press(page, button(page, /^Use (this|anyway)$/));
  await press(page, button(page, "Save this plan"));
  await expect(page.getByText(/Your plan is saved. Its reference is RUN-/)).toBeVisible({
    timeout: 60_000,
  });
});
