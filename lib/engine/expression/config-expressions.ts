import type { OperationContract } from "#lib/engine/definition/catalog.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { type Expression, mustParse } from "./expression.ts";

/** The expressions in a config that fits its operation, by their text, parsed. Throws where one cannot be read. */
export function expressionsIn(
  operation: OperationContract,
  config: JsonObject,
): ReadonlyMap<string, Expression> {
  return new Map(operation.expressions(config).map(({ source }) => [source, mustParse(source)]));
}
