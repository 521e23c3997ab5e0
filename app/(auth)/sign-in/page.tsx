import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { Notice } from "#components/ui/notice.tsx";
import { homePath, safeNextPath } from "#lib/auth/sessions/next-path.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { signInWithPassword, tryWithoutAccount } from "../actions.ts";
import { EntryForm, GuestForm } from "../entry-form.tsx";

const forgottenPath = "/forgotten-password";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next: wanted, error, ended, changed, role } = await searchParams;
  const next = safeNextPath(wanted);
  const viewer = await getViewer();
  if (viewer && !viewer.guest) redirect(next);
  const signUp = next === homePath ? "/sign-up" : `/sign-up?next=${encodeURIComponent(next)}`;
  return (
    <>
      <h1>Sign in</h1>
      {error !== undefined && (
        <Notice tone="danger" className="mt-6">
          Signing in did not work. Check your details and try again.
        </Notice>
      )}
      {ended !== undefined && <Notice className="mt-6">You are signed out on every device.</Notice>}
      {changed !== undefined && (
        <Notice className="mt-6">
          Your password was changed. Every device was signed out, and every API token ended.
        </Notice>
      )}
      {role !== undefined && (
        <Notice className="mt-6">You look after this installation now. Sign in again.</Notice>
      )}
      <div className="mt-6">
        <EntryForm
          act={signInWithPassword}
          next={next}
          submit="Sign in"
          fields={[
            { name: "email", label: "Email address", as: "username" },
            { name: "password", label: "Password", as: "current-password" },
          ]}
        />
      </div>
      <p className="mt-6">
        <a href={forgottenPath}>Forgotten your password?</a>
      </p>
      {/* plain links here: Next keeps a page that was left in the document, with the same field ids */}
      <p className="mt-3">
        No account? <a href={signUp}>Create an account</a>
      </p>
      {!viewer && (
        <section className="border-line mt-8 border-t pt-6" aria-label="Without an account">
          <GuestForm act={tryWithoutAccount} next={next}>
            Try without an account
          </GuestForm>
          <p className="text-small text-ink-2 mt-2">
            You can keep your answers when you create an account later.
          </p>
        </section>
      )}
    </>
  );
}
