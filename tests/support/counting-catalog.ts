import type { Catalog, OperationContract } from "#lib/engine/definition/catalog.ts";

/** The same catalog, which counts how often an operation is looked up: every work on a step starts with that. */
export function countingCatalog(catalog: Catalog): { catalog: Catalog; lookUps: () => number } {
  let lookUps = 0;
  class Counting extends Map<string, OperationContract> {
    override get(id: string): OperationContract | undefined {
      lookUps += 1;
      return super.get(id);
    }
  }
  const operations = new Counting(catalog.operations);
  return { catalog: { ...catalog, operations }, lookUps: () => lookUps };
}
