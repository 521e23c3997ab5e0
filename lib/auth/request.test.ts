import { describe, expect, test } from "vitest";

import { clientAddress } from "./client-address.ts";
import { isSameOrigin } from "./same-origin.ts";
import { hashApiToken, makeApiToken, readBearer } from "./tokens/api-token.ts";

describe("an API token", () => {
  test("is random, prefixed and found again by its hash", () => {
    const { token, hash } = makeApiToken();
    expect(token).toMatch(/^iby_[\w-]{43}$/);
    expect(hash).toBe(hashApiToken(token));
    expect(hash).not.toContain(token.slice(4, 12));
    expect(makeApiToken().token).not.toBe(token);
    expect(readBearer(`Bearer ${token}`)).toBe(token);
    expect(readBearer(`bearer  ${token} `)).toBe(token);
  });

  test.each(["", "Bearer", "Bearer x", "Basic abc", "Bearer iby_short", "Bearer a b"])(
    "is not in %j",
    (header) => expect(readBearer(header)).toBeNull(),
  );

  test("is absent without a header", () => expect(readBearer(null)).toBeUndefined());
});

describe("the origin of a write", () => {
  const host = "app.example:3000";
  test.each<[string, Record<string, string>, boolean]>([
    ["a page of ours", { "sec-fetch-site": "same-origin" }, true],
    ["another site", { "sec-fetch-site": "cross-site", origin: `http://${host}` }, false],
    ["a neighbouring subdomain", { "sec-fetch-site": "same-site" }, false],
    ["an address typed by hand", { "sec-fetch-site": "none" }, false],
    ["an older browser, ours", { origin: `http://${host}` }, true],
    ["an older browser, another port", { origin: "http://app.example:4000" }, false],
    ["a sandboxed frame", { origin: "null" }, false],
    ["a proxy that renames the host", { origin: "https://x.y", "x-forwarded-host": "x.y" }, true],
    ["no word of it", {}, false],
  ])("%s", (_name, headers, ours) => {
    expect(isSameOrigin(new Headers({ host, ...headers }))).toBe(ours);
  });
});

describe("the address that tries are counted by", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["1.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"],
    ["nonsense", "unknown"],
    ["", "unknown"],
  ])("%s counts as %s", (forwarded, address) => {
    expect(clientAddress(new Headers({ "x-forwarded-for": forwarded }))).toBe(address);
  });
});
