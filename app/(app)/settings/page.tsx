import type { Metadata } from "next";
import Link from "next/link";

import { ActionForm } from "#components/form/action-form.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { SummaryList } from "#components/ui/lists/summary-list.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { db } from "#db/index.ts";
import { isConfirmed } from "#db/queries/people/access.ts";
import { hasAdmin } from "#db/queries/people/first-admin.ts";
import { type Viewer, viewerAt } from "#lib/auth/sessions/viewer.ts";
import { sendsMail } from "#lib/mail/sends-mail.ts";

import { signOutHere } from "../../(auth)/actions.ts";
import { sendConfirmation, signOutEverywhere } from "./actions.ts";

export const metadata: Metadata = { title: "Settings" };

const roleNames = { user: "Investor", author: "Author", admin: "Administrator" };

export default async function SettingsPage({ searchParams }: PageProps<"/settings">) {
  const viewer = await viewerAt("/settings");
  const { sent } = await searchParams;
  if (viewer.guest) return <GuestSettings />;
  const [confirmed, looked] = await Promise.all([isConfirmed(db, viewer.id), hasAdmin(db)]);
  return (
    <div className="max-w-guided">
      <h1>Settings</h1>
      {sent !== undefined && !confirmed && (
        <Notice tone="info" className="mt-6">
          Look in your mail: we have sent you a link to confirm your address.
        </Notice>
      )}
      <Profile viewer={viewer} confirmed={confirmed} looked={looked} />
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

function GuestSettings() {
  return (
    <div className="max-w-guided">
      <h1>Settings</h1>
      <p className="mt-4">
        You are trying things out without an account. This browser leads back to your work until 30
        days after your last visit, half a year at most, and a fortnight later it is deleted. Create
        an account to keep it for good.
      </p>
      <p className="mt-6">
        <ButtonLink look="primary" href="/sign-up?next=%2Fsettings">
          Create an account
        </ButtonLink>
      </p>
    </div>
  );
}

function Profile({
  viewer,
  confirmed,
  looked,
}: {
  viewer: Viewer;
  confirmed: boolean;
  /** Whether somebody looks after this installation. */
  looked: boolean;
}) {
  return (
    <section className="mt-8" aria-labelledby="profile">
      <h2 id="profile" className="mb-3">
        Profile
      </h2>
      <SummaryList
        rows={[
          { name: "Name", value: viewer.name },
          { name: "Email address", value: viewer.email },
          { name: "Address confirmed", value: confirmed ? "Yes" : "Not yet" },
          { name: "Role", value: roleNames[viewer.role] },
        ]}
      />
      {!confirmed && sendsMail() && (
        <div className="mt-4">
          <ActionForm action={sendConfirmation} label="Confirm this address" />
        </div>
      )}
      {!looked && (
        <p className="mt-4">
          Nobody looks after this installation yet. Did you start it?{" "}
          <Link href="/settings/first-admin">Enter its code</Link>
        </p>
      )}
    </section>
  );
}
