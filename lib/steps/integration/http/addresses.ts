import ipaddr from "ipaddr.js";

/** Public by number, but answered by the cloud that hosts the machine. */
const cloudInternal: ReadonlySet<string> = new Set(["168.63.129.16"]);

const nat64 = ipaddr.parseCIDR("64:ff9b::/96");
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/**
 * Whether an address lies on the public internet. Loopback, private, link-local (with the clouds' metadata services),
 * carrier-grade NAT, multicast and reserved addresses do not, nor do they inside an IPv6 address that contains IPv4.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/u, "");
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4)
    return parsed.range() === "unicast" && !cloudInternal.has(parsed.toString());
  if (parsed.match(nat64)) return isPublicAddress(embeddedIPv4(parsed));
  return parsed.range() === "unicast" && parsed.match(globalUnicast);
}

function embeddedIPv4(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(-4).join(".");
}
