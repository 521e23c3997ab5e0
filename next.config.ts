import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  // `npm run check` checks the types, so a build does not check them again
  typescript: { ignoreBuildErrors: true },
  // a request that finds no server waits for it, instead of replacing what was typed with an error page
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
  // the address of a run's events before it stood with the others of the run
  redirects: async () => [
    {
      source: "/api/runs/:id/events",
      destination: "/api/executions/:id/events",
      permanent: true,
    },
  ],
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
