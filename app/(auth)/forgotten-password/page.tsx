import type { Metadata } from "next";

import { homePath, signInPath } from "#lib/auth/sessions/next-path.ts";
import { sendsMail } from "#lib/mail/sends-mail.ts";

import { askForReset } from "../actions.ts";
import { EntryForm } from "../entry-form.tsx";
import { LookInYourMail } from "../look-in-your-mail.tsx";

export const metadata: Metadata = { title: "Forgotten password" };

/** Sends a link to choose a new password by, or says who can make one where no mail is sent. */
export default async function ForgottenPasswordPage({
  searchParams,
}: PageProps<"/forgotten-password">) {
  if ((await searchParams)["sent"] !== undefined) {
    return (
      <LookInYourMail again="/forgotten-password">
        If this address has an account, we have sent it a link to choose a new password. It works
        for one hour.
      </LookInYourMail>
    );
  }
  return (
    <>
      <h1>Forgotten your password?</h1>
      {sendsMail() ? (
        <div className="mt-6">
          <EntryForm
            act={askForReset}
            next=""
            submit="Send a link"
            fields={[{ name: "email", label: "Email address", as: "username" }]}
          />
        </div>
      ) : (
        <p className="mt-4">
          No email is sent from here. Whoever runs this installation can make you a new password, in
          its folder: <code className="break-words">npm run -s password -- you@example.com</code>
        </p>
      )}
      <p className="mt-6">
        <a href={signInPath(homePath)}>Sign in</a>
      </p>
    </>
  );
}
