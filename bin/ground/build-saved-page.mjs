import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes one script of the verifier and of what draws its answer, for pages that are saved: it loads
 * nothing. `app/_server/saved-page.ts` reads it. Every `next build` calls it (next.config.ts), whose
 * loader takes no TypeScript by then.
 * @param {string} root @param {string} buildFolder
 */
export async function buildSavedPage(root, buildFolder) {
  // Loaded only here: whoever starts a built Etna need not load a bundler.
  const { build } = await import("rolldown");
  const { output } = await build({
    input: join(root, "components/verify/saved/main.ts"),
    cwd: root,
    platform: "browser",
    logLevel: "warn",
    write: false,
    output: { format: "iife", minify: true, codeSplitting: false },
  });
  const [{ code }] = output;
  // It stands inside an element of a page, which these would end or turn into a comment.
  if (/<\/script|<!--/i.test(code)) throw new Error("The script of saved pages holds HTML.");
  await writeFile(join(buildFolder, "saved-page.js"), code.trimEnd());
}
