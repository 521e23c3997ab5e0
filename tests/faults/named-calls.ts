import { operations } from "#lib/steps/registry.ts";

/** The header that says which process a call comes from. */
export const callerHeader = "x-process";

/** Makes the steps of this process that call other servers name `name` as the caller. */
export function nameCalls(name: string): void {
  const plain = operations.get("http.request");
  if (plain?.mode !== "job" || !(operations instanceof Map)) throw new Error("Nothing calls.");
  const named: typeof plain = {
    ...plain,
    execute: async ({ config, input }, context) => {
      const headers = { [callerHeader]: name };
      return await plain.execute({ config: { ...config, headers }, input }, context);
    },
  };
  operations.set(named.id, named);
}
