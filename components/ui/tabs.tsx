import Link from "next/link";

export type Tab = { href: string; label: string; current: boolean };

/** Views of the same thing. The view is in the URL, so each tab is a link. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label}>
      <ul className="border-line flex gap-6 border-b">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={tab.current ? "page" : undefined}
              className="text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink -mb-px block border-b-[3px] border-transparent py-2.5 no-underline aria-[current]:font-semibold"
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
