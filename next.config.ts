import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  // `npm run check` holds the types; a start should not wait for them again
  typescript: { ignoreBuildErrors: true },
  // a request that finds no server waits for it, instead of putting an error in the place of what was typed
  experimental: { useOffline: true },
  // they load files of their own at run time, which a bundle would not hold
  serverExternalPackages: [
    "graphile-worker",
    "postgres",
    "scs-solver",
    "highs",
    "@node-rs/argon2",
    "nodemailer",
  ],
  // browsers ask for it on answers that are not pages, whatever the pages name
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
      ],
    },
  ],
};

export default config;
