import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { safeNextPath, signInPath } from "#lib/auth/sessions/next-path.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { createAccount } from "../actions.ts";
import { EntryForm } from "../entry-form.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const next = safeNextPath((await searchParams).next);
  const viewer = await getViewer();
  if (viewer && !viewer.guest) redirect(next);
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
              hint: "10 characters or more, such as three words that do not belong together",
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
