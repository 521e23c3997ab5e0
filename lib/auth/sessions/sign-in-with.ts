import "server-only";
import { redirect } from "next/navigation";

import { Refused, signIn } from "./next-auth.ts";
import { safeNextPath } from "./next-path.ts";

/** Signs somebody in one of the ways and leads on to `next`, or throws why not. */
export async function signInWith(
  way: "credentials" | "sign-up" | "confirm" | "guest",
  posted: Record<string, string>,
  next: string,
): Promise<never> {
  try {
    await signIn(way, { ...posted, redirect: false });
  } catch (error) {
    throw error instanceof Refused ? error.reason : error;
  }
  redirect(safeNextPath(next));
}
