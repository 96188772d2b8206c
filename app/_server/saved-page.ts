import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { savedDocument } from "#components/verify/saved/document.ts";
import { savedStyle } from "#components/verify/saved/style.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";
import { publicAddress } from "./address.ts";
import { approvalCommand, mergeCommand, publicFiles } from "./public-files.ts";

let script: Promise<string> | undefined;

/** The verification of a fix as one HTML file that checks it anew, from a disk and with no network. */
export async function savedPage(answer: PublicVerification): Promise<string> {
  script ??= readScript();
  script.catch(() => {
    script = undefined;
  });
  const run = await script;
  const merge = mergeCommand(answer);
  const { fixId, organization, checkedAt, mergedToCompare } = answer;
  return savedDocument(
    {
      fixId,
      url: publicAddress(`/verify/${fixId}`),
      organization,
      savedAt: checkedAt.toISOString(),
      files: publicFiles(answer),
      commands: [approvalCommand(answer), ...(merge === undefined ? [] : [merge])],
      context: { publisher: organization, ...(mergedToCompare && { merged: mergedToCompare }) },
    },
    run,
    { script: digestOf(run), style: digestOf(savedStyle) },
  );
}

/** Made by the build, see bin/ground/build-saved-page.ts. */
async function readScript(): Promise<string> {
  return await readFile(join(process.cwd(), ".next", "saved-page.js"), "utf8");
}

function digestOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
