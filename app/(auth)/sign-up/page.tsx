import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { newPasswordHint } from "#lib/auth/credentials/credentials.ts";
import { safeNextPath, signInPath } from "#lib/auth/sessions/next-path.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { createAccount } from "../actions.ts";
import { EntryForm } from "../entry-form.tsx";
import { LookInYourMail } from "../look-in-your-mail.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const { next: wanted, sent } = await searchParams;
  const next = safeNextPath(wanted);
  const viewer = await getViewer();
  if (viewer && !viewer.guest) redirect(next);
  if (sent !== undefined) {
    return (
      <LookInYourMail again="/sign-up">
        We have sent you a link. Open it within 24 hours, and enter your password once more: then
        your account is there.
      </LookInYourMail>
    );
  }
  return (
    <>
      <h1>Create an account</h1>
      {viewer && (
        <p className="text-ink-2 mt-2">What you have done so far moves to your account.</p>
      )}
      <div className="mt-6">
        <EntryForm
          act={createAccount}
          next={next}
          submit="Create account"
          fields={[
            { name: "name", label: "Your name", as: "name", optional: true },
            { name: "email", label: "Email address", as: "username" },
            {
              name: "password",
              label: "Password",
              as: "new-password",
              hint: newPasswordHint,
            },
          ]}
        />
      </div>
      <p className="mt-6">
        Have an account? <a href={signInPath(next)}>Sign in</a>
      </p>
    </>
  );
}
