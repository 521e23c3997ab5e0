import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";

import { BackLink } from "#components/ui/back-link.tsx";
import { db } from "#db/index.ts";
import { hasAdmin } from "#db/queries/people/first-admin.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { EntryForm } from "../../../(auth)/entry-form.tsx";
import { becomeAdmin } from "../actions.ts";

export const metadata: Metadata = { title: "Look after this installation" };

/** Where whoever started the installation makes their account the first admin. Once there is one, nothing is here. */
export default async function FirstAdminPage() {
  const viewer = await viewerAt("/settings/first-admin");
  if (viewer.guest) redirect("/settings");
  if (await hasAdmin(db)) notFound();
  return (
    <div className="max-w-guided">
      <BackLink href="/settings">Settings</BackLink>
      <h1 className="mt-4">Look after this installation</h1>
      <p className="mt-2">
        Whoever started this installation has a code in its terminal. It makes this account an
        administrator, once. You are asked to sign in again afterwards.
      </p>
      <div className="mt-6">
        <EntryForm
          act={becomeAdmin}
          next=""
          submit="Become administrator"
          fields={[{ name: "code", label: "Code", as: "off" }]}
        />
      </div>
    </div>
  );
}
