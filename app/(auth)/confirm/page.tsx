import type { Metadata } from "next";

import { homePath } from "#lib/auth/sessions/next-path.ts";

import { confirmByLink } from "../actions.ts";
import { EntryForm } from "../entry-form.tsx";

const signUpPath = "/sign-up";

export const metadata: Metadata = { title: "Confirm your address" };

/** Where the link of a mail leads. Looking at it uses nothing up: mail programs look at links too. */
export default async function ConfirmPage({ searchParams }: PageProps<"/confirm">) {
  const { token } = await searchParams;
  return (
    <>
      <h1>Confirm your address</h1>
      <p className="text-ink-2 mt-2">
        Enter the password that you chose. It shows that it was you who asked for this.
      </p>
      <div className="mt-6">
        <EntryForm
          act={confirmByLink}
          next={homePath}
          submit="Confirm and sign in"
          hidden={{ token: typeof token === "string" ? token : "" }}
          fields={[{ name: "password", label: "Password", as: "current-password" }]}
        />
      </div>
      <p className="mt-6">
        Did not work? <a href={signUpPath}>Sign up again</a>
      </p>
    </>
  );
}
