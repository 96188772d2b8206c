// What runs in a saved page: bin/ground/build-saved-page.mjs makes one script of it.
import { utf8 } from "#lib/base/index.ts";
import { checkInBrowser } from "../browser-check.ts";
import { checkOutside } from "./check-outside.ts";
import { drawPage } from "./draw.ts";
import { element } from "./element.ts";
import { drawnInId, type SavedFix, savedFixId } from "./saved-fix.ts";

async function run(page: HTMLElement): Promise<void> {
  // Written by savedDocument; what somebody made of it since is for the verifier to judge.
  const fix = JSON.parse(document.getElementById(savedFixId)?.textContent ?? "") as SavedFix;
  const { files, context } = fix;
  const patch = files["fix.patch"];
  const check = await checkInBrowser(
    {
      bundle: files["fix.sigstore.json"] ?? "",
      mergedBundle: files["merged.sigstore.json"],
      trustedRoot: files["trusted_root.json"] ?? "",
      keys: files["keys.json"] ?? "",
      patch: patch === undefined ? undefined : utf8(patch),
    },
    context,
  );
  page.replaceChildren(...drawPage(fix, check, await checkOutside(fix)));
}

const page = document.getElementById(drawnInId);
if (page !== null) {
  run(page).catch(() => {
    const title = element("h1", {}, "This file was damaged.");
    page.replaceChildren(
      title,
      element("p", {}, "What it carries cannot be read. Do not trust it."),
    );
  });
}
