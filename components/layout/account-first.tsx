import type { ReactNode } from "react";

import { ButtonLink } from "#components/ui/button.tsx";

/** What a guest sees in the place of what needs an account: why, and the way to one that leads back here. */
export function AccountFirst({ next, children }: { next: string; children: ReactNode }) {
  return (
    <>
      <p className="mt-4">{children} What you have done so far moves to your account.</p>
      <p className="mt-6">
        <ButtonLink look="primary" href={`/sign-up?next=${encodeURIComponent(next)}`}>
          Create an account
        </ButtonLink>
      </p>
    </>
  );
}
