import type { Metadata } from "next";

import { newPasswordHint } from "#lib/auth/credentials/credentials.ts";

import { resetByLink } from "../actions.ts";
import { EntryForm } from "../entry-form.tsx";

const forgottenPath = "/forgotten-password";

export const metadata: Metadata = { title: "Choose a new password" };

/** Where the link of a mail leads. Looking at it uses nothing up: mail programs look at links too. */
export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  return (
    <>
      <h1>Choose a new password</h1>
      <p className="text-ink-2 mt-2">
        Every device is signed out, and every API token ends. Nothing else changes.
      </p>
      <div className="mt-6">
        <EntryForm
          act={resetByLink}
          next=""
          submit="Change password"
          hidden={{ token: typeof token === "string" ? token : "" }}
          fields={[
            { name: "password", label: "New password", as: "new-password", hint: newPasswordHint },
          ]}
        />
      </div>
      <p className="mt-6">
        <a href={forgottenPath}>Send another link</a>
      </p>
    </>
  );
}
