import ipaddr from "ipaddr.js";

/**
 * The address a request comes from, by which attempts are counted. It is the last entry of `X-Forwarded-For`, which the
 * nearest proxy wrote. Anybody can make up the earlier ones. IPv6 counts by its /64, since one household has all of it.
 */
export function clientAddress(headers: Headers): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  if (!ipaddr.isValid(last)) return "unknown";
  const address = ipaddr.process(last);
  if (address.kind() === "ipv4") return address.toString();
  const network = address.toByteArray().map((byte, i) => (i < 8 ? byte : 0));
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}
