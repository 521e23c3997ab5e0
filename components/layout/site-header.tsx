import { ChevronDown, UserRound } from "lucide";
import Link from "next/link";
import type { ReactNode } from "react";

import { Icon } from "#components/ui/icon.tsx";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";

import { Logo } from "./logo.tsx";
import { Menu } from "./menu.tsx";
import { NavLink } from "./nav-link.tsx";

export type NavItem = { href: string; label: string };

const templates: NavItem = { href: "/templates", label: "Templates" };
const signedIn: readonly NavItem[] = [
  { href: "/home", label: "Home" },
  templates,
  { href: "/runs", label: "Runs" },
];
const help: NavItem = { href: "/how-it-works", label: "Help" };
const signIn: NavItem = { href: "/sign-in", label: "Sign in" };
const account: readonly NavItem[] = [
  { href: "/portfolios", label: "Portfolios" },
  { href: "/schedules", label: "Schedules" },
  { href: "/settings", label: "Settings" },
];
const administration: readonly NavItem[] = [
  { href: "/admin/jobs", label: "Jobs" },
  { href: "/admin/audit", label: "Audit log" },
];

/** The menu items of a person: their own, and those of their role. */
function accountOf({ role }: Who): readonly NavItem[] {
  return role === "admin" ? [...account, ...administration] : account;
}

const inBar =
  "inline-flex h-15 items-center border-y-2 border-transparent text-small text-ink-2 no-underline hover:text-ink aria-[current]:border-b-accent aria-[current]:font-semibold aria-[current]:text-ink";
const inMenu =
  "flex min-h-11 w-full cursor-pointer items-center rounded-control px-3 text-small text-ink-2 no-underline hover:bg-sunken hover:text-ink aria-[current]:font-semibold aria-[current]:text-ink";
const quiet = "text-ink-2 no-underline hover:text-ink";

/** The bar over every page, for the present viewer. Under 960 px it is a menu. */
export function SiteHeader({
  viewer,
  signOut,
}: {
  viewer: Who | null;
  /** Ends the session: the form's action. */
  signOut: () => Promise<void>;
}) {
  const items = viewer ? signedIn : [templates];
  const mine = viewer ? accountOf(viewer) : [];
  return (
    <header className="border-line bg-surface border-b print:hidden">
      <div className="wrap flex min-h-14 items-center gap-8 md:min-h-15">
        <Logo href={viewer ? "/home" : "/"} />
        <nav aria-label="Main" className="max-md:hidden">
          <ul className="flex gap-6">
            <Items of={items} className={inBar} />
          </ul>
        </nav>
        <div className="text-small ml-auto flex items-center gap-5 max-md:hidden">
          <Link href={help.href} className={quiet}>
            {help.label}
          </Link>
          {viewer ? (
            <AccountMenu viewer={viewer} signOut={signOut} />
          ) : (
            <Link href={signIn.href} className={quiet}>
              {signIn.label}
            </Link>
          )}
        </div>
        <Menu className="ml-auto md:hidden" summary={<MenuName />}>
          <nav aria-label="Menu">
            <ul>
              <Items of={[...items, ...mine, help]} className={inMenu} />
              {viewer ? (
                <>
                  <GuestRow guest={viewer.guest} />
                  <SignOutRow signOut={signOut} />
                </>
              ) : (
                <Items of={[signIn]} className={inMenu} />
              )}
            </ul>
          </nav>
        </Menu>
      </div>
    </header>
  );
}

type Who = Pick<Viewer, "name" | "guest" | "role">;

function AccountMenu({ viewer, signOut }: { viewer: Who; signOut: () => Promise<void> }) {
  const summary = (
    <>
      <Icon of={UserRound} />
      {viewer.guest ? "Guest" : viewer.name}
      <Icon of={ChevronDown} size={16} />
    </>
  );
  return (
    <Menu summary={summary}>
      <ul>
        <GuestRow guest={viewer.guest} />
        <Items of={accountOf(viewer)} className={inMenu} />
        <SignOutRow signOut={signOut} />
      </ul>
    </Menu>
  );
}

function MenuName(): ReactNode {
  return (
    <>
      Menu
      <Icon of={ChevronDown} size={16} />
    </>
  );
}

function Items({ of: items, className }: { of: readonly NavItem[]; className: string }) {
  return items.map(({ href, label }) => (
    <li key={href}>
      <NavLink href={href} className={className}>
        {label}
      </NavLink>
    </li>
  ));
}

/** A guest's work is kept on this device only: the way to keep it comes first. */
function GuestRow({ guest }: { guest: boolean }) {
  if (!guest) return null;
  return <Items of={[{ href: "/sign-up", label: "Create an account" }]} className={inMenu} />;
}

function SignOutRow({ signOut }: { signOut: () => Promise<void> }) {
  return (
    <li>
      <form action={signOut}>
        <button type="submit" className={inMenu}>
          Sign out
        </button>
      </form>
    </li>
  );
}
