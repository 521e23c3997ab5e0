import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { ActionForm } from "#components/form/action-form.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { db } from "#db/index.ts";
import { type ApiTokenView, listApiTokens, mostTokens } from "#db/queries/people/api-tokens.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { makeToken, revokeToken } from "../actions.ts";
import { TokenForm } from "./token-form.tsx";

export const metadata: Metadata = { title: "API tokens" };

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "UTC",
});

export default async function TokensPage() {
  const viewer = await viewerAt("/settings/tokens");
  if (viewer.guest) redirect("/settings");
  const tokens = await listApiTokens(db, viewer.id);
  return (
    <div className="max-w-guided">
      <BackLink href="/settings">Settings</BackLink>
      <h1 className="mt-4">API tokens</h1>
      <p className="mt-2">
        A token lets a program act as you. Keep it like a password, and revoke it when you no longer
        need it. A new password ends all of them. You can have {mostTokens}.
      </p>
      <section className="mt-8" aria-labelledby="make">
        <h2 id="make" className="mb-4">
          Make a token
        </h2>
        <TokenForm act={makeToken} id={crypto.randomUUID()} />
      </section>
      <section className="mt-12" aria-labelledby="yours">
        <h2 id="yours">Your tokens</h2>
        {tokens.length === 0 ? (
          <p className="text-ink-2 mt-2">You have no tokens yet.</p>
        ) : (
          <ul className="border-line mt-3 border-t">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function expiryOf({ expiresAt }: ApiTokenView): string {
  const past = expiresAt.getTime() <= Date.now();
  return `${past ? "Expired" : "Expires"} ${day.format(expiresAt)}`;
}

function TokenRow({ token }: { token: ApiTokenView }) {
  const used = token.lastUsedAt ? `Last used ${minute.format(token.lastUsedAt)} UTC` : "Never used";
  return (
    <li className="border-line border-b py-3">
      <p className="font-semibold">{token.name}</p>
      <p className="text-small text-ink-2">
        {token.scope === "read" ? "Read" : "Read and write"}. Made {day.format(token.createdAt)}.{" "}
        {expiryOf(token)}. {used}
      </p>
      <Disclosure summary={`Revoke ${token.name}`} className="text-small mt-1">
        <p className="mb-3">Programs that use it stop working at once.</p>
        <ActionForm
          action={revokeToken}
          hidden={{ tokenId: token.id }}
          look="danger"
          label="Revoke this token"
        />
      </Disclosure>
    </li>
  );
}
