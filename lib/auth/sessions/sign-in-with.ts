import "server-only";
import { redirect } from "next/navigation";

import { Refused, signIn } from "./next-auth.ts";
import { safeNextPath } from "./next-path.ts";

/** Signs somebody in and continues at `next`, or throws the reason of a refusal. */
export async function signInWith(
  way: "credentials" | "sign-up" | "guest",
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
