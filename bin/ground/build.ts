import { join } from "node:path";
import { withLock } from "#lib/platform/database-server/index.ts";
import { packageProgram, root } from "./paths.ts";
import { contentDigest, isStamped, stamp } from "./stamp.mjs";
import { runStep } from "./step.mjs";

const sources = [
  "app",
  "bin/ground/build-saved-page.mjs",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

const longestBuildMs = 15 * 60 * 1000;

/**
 * Builds the web application when anything it is made of has changed since the last build. Several
 * test files may ask at once: Next refuses to build twice in one place, so the others wait.
 */
export async function buildWhenChanged(): Promise<void> {
  await withLock(
    join(root, ".etna/build.lock"),
    async () => {
      const digest = contentDigest(root, sources);
      const stampFile = join(root, ".next/etna-build");
      if (isStamped(stampFile, digest)) return;
      const next = packageProgram("next/dist/bin/next");
      await runStep("build", process.execPath, [next, "build"], {
        cwd: root,
        env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      });
      stamp(stampFile, digest);
    },
    longestBuildMs,
  );
}
