import { decode, encode } from "next-auth/jwt";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import {
  isOver,
  kept,
  renewedToken,
  sealed,
  sessionCookies,
  sessionIdOf,
  sessionSeconds,
} from "./session-token.ts";

const day = 24 * 60 * 60;
const [, cookie] = sessionCookies;
const onDay = (days: number) => new Date(start + days * day * 1000);
const secret = "a secret of more than thirty-two characters";
const start = new Date("2026-01-01T08:00:00Z").getTime();

beforeEach(() => vi.useFakeTimers({ now: start, toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

async function issued(token: Record<string, unknown> = {}) {
  const all = { sub: "u1", sessionVersion: 3, ...token };
  return await encode({ token: all, secret, salt: cookie, maxAge: sessionSeconds });
}

async function after(days: number, token: string) {
  const now = new Date(start + days * day * 1000);
  vi.setSystemTime(now);
  return await renewedToken(token, { cookie, secret, now });
}

test("a token of the day stays, one that was used later lasts for another month", async () => {
  const token = await issued();
  expect(await after(0.9, token)).toBeNull();
  const renewed = await after(20, token);
  expect(renewed?.maxAge).toBe(sessionSeconds);
  const { sub, sessionVersion, exp } =
    (await decode({ token: renewed!.value, secret, salt: cookie })) ?? {};
  expect({ sub, sessionVersion }).toEqual({ sub: "u1", sessionVersion: 3 });
  expect(exp).toBe(start / 1000 + 50 * day);
});

test("no use keeps a session beyond half a year after its sign-in", async () => {
  let token = await issued();
  let last = 0;
  for (let days = 20; days <= 400; days += 20) {
    const renewed = await after(days, token);
    if (!renewed) break;
    token = renewed.value;
    last = days * day + renewed.maxAge;
  }
  expect(last).toBe(180 * day);
  expect(await after(181, token)).toBeNull();
});

test("what is forged, over or sealed for another cookie is not renewed", async () => {
  const token = await issued();
  expect(await after(31, token)).toBeNull();
  expect(await after(5, `${token.slice(0, -4)}AAAA`)).toBeNull();
  expect(await after(5, "nothing")).toBeNull();
  const now = new Date(start + 5 * day * 1000);
  expect(await renewedToken(token, { cookie: sessionCookies[0], secret, now })).toBeNull();
});

test("whoever seals a token, as next-auth's own address for sessions does, the half year holds", async () => {
  let value = await issued({ signedIn: start / 1000 });
  for (let days = 10; days < 180; days += 10) {
    vi.setSystemTime(onDay(days));
    const token = (await decode({ token: value, secret, salt: cookie }))!;
    expect(isOver(token, onDay(days))).toBe(false);
    value = await sealed({ token: kept(token), secret, salt: cookie, maxAge: sessionSeconds });
    const again = (await decode({ token: value, secret, salt: cookie }))!;
    expect(again.exp).toBeLessThanOrEqual(start / 1000 + 180 * day);
  }
  vi.setSystemTime(onDay(180.01)); // a clock may be a little off
  expect(await decode({ token: value, secret, salt: cookie }).catch(() => null)).toBeNull();
  expect(isOver({ signedIn: start / 1000 }, onDay(180))).toBe(true);
});

test("a token from before that is sealed anew does not forget when its session began", async () => {
  const token = (await decode({ token: await issued(), secret, salt: cookie }))!;
  expect(kept(token).signedIn).toBe(start / 1000);
  expect(isOver(token, onDay(181))).toBe(true);
});

test("a session keeps its id by being renewed, whether it was given one or not", async () => {
  for (const token of [await issued({ sid: "s1", signedIn: start / 1000 }), await issued()]) {
    vi.setSystemTime(onDay(0));
    const first = sessionIdOf((await decode({ token, secret, salt: cookie }))!);
    const { value } = (await after(5, token))!;
    expect(sessionIdOf((await decode({ token: value, secret, salt: cookie }))!)).toBe(first);
  }
});
