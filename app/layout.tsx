import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

import { SkipLink } from "#components/layout/skip-link.tsx";

import { inter, sourceSerif } from "./fonts/fonts.ts";

import "./globals.css";

export const metadata: Metadata = {
  title: { default: "InvestByYourself", template: "%s - InvestByYourself" },
  description:
    "Plan your investing one clear step at a time: guided workflows, a real solver, and AI that only explains.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#141a19" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${inter.variable} ${sourceSerif.variable}`}>
      <body>
        <SkipLink />
        {children}
      </body>
    </html>
  );
}
