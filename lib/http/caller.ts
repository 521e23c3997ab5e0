import "server-only";
import { headers } from "next/headers";

import { clientAddress } from "#lib/auth/client-address.ts";

/** The network address that the current request comes from, for limits and the audit log. */
export async function callerAddress(): Promise<string> {
  return clientAddress(await headers());
}
