// npm run -s workflow -- COMMAND …: definitions for authors and operators, at the terminal.
import { existsSync } from "node:fs";

import { command, print } from "./terminal.ts";
import { answer } from "./workflow/command-line.ts";

await command(async () => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { report, asJson } = await answer(process.argv.slice(2));
  if (asJson) print(JSON.stringify(report.json, null, 2));
  else for (const line of report.lines) print(line);
  if (report.failed) process.exitCode = 1;
});
process.exit();
