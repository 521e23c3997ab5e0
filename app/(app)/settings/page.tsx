import type { Metadata } from "next";
import Link from "next/link";

import { ActionForm } from "#components/form/action-form.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { SummaryList } from "#components/ui/summary-list.tsx";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { signOutHere } from "../../(auth)/actions.ts";
import { signOutEverywhere } from "./actions.ts";

export const metadata: Metadata = { title: "Settings" };

const roleNames = { user: "Investor", author: "Author", admin: "Administrator" };

export default async function SettingsPage() {
  const viewer = await viewerAt("/settings");
  if (viewer.guest) {
    return (
      <div className="max-w-guided">
        <h1>Settings</h1>
        <p className="mt-4">
          You are trying things out without an account. Your work is kept in this browser until 30
          days after your last visit, half a year at most. Create an account to keep it for good.
        </p>
        <p className="mt-6">
          <ButtonLink look="primary" href="/sign-up?next=%2Fsettings">
            Create an account
          </ButtonLink>
        </p>
      </div>
    );
  }
  return (
    <div className="max-w-guided">
      <h1>Settings</h1>
      <section className="mt-8" aria-labelledby="profile">
        <h2 id="profile" className="mb-3">
          Profile
        </h2>
        <SummaryList
          rows={[
            { name: "Name", value: viewer.name },
            { name: "Email address", value: viewer.email },
            { name: "Role", value: roleNames[viewer.role] },
          ]}
        />
      </section>
      <section className="mt-12" aria-labelledby="api">
        <h2 id="api">API</h2>
        <p className="mt-2">
          <Link href="/settings/tokens">API tokens</Link> let your own programs work for you.
        </p>
      </section>
      <section className="mt-12" aria-labelledby="sessions">
        <h2 id="sessions">Devices</h2>
        <p className="mt-2 mb-4">
          If you signed in on a device you no longer use, or somebody may know your session, sign
          out of all of them. API tokens go on working.
        </p>
        <div className="flex flex-wrap gap-3">
          <form action={signOutHere}>
            <Button>Sign out</Button>
          </form>
          <ActionForm action={signOutEverywhere} label="Sign out everywhere" />
        </div>
      </section>
    </div>
  );
}
