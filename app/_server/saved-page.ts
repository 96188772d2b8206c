import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { savedDocument } from "#components/verify/saved/document.ts";
import { savedStyle } from "#components/verify/saved/style.ts";
import { decodeUtf8, toBase64 } from "#lib/base/index.ts";
import { outsideFiles, type PublicVerification } from "#lib/services/provenance/index.ts";
import { publicAddress } from "./address.ts";
import { outsideCommands, outsideRows } from "./outside.ts";
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
  const { texts, binaries } = outsideTexts(answer);
  const { fixId, organization, checkedAt, mergedToCompare } = answer;
  return savedDocument(
    {
      fixId,
      url: publicAddress(`/verify/${fixId}`),
      organization,
      savedAt: checkedAt.toISOString(),
      files: { ...publicFiles(answer), ...texts },
      binaries,
      outside: outsideRows(answer),
      outsideCommands: outsideCommands(answer),
      commands: [approvalCommand(answer), ...(merge === undefined ? [] : [merge])],
      context: { publisher: organization, ...(mergedToCompare && { merged: mergedToCompare }) },
    },
    run,
    { script: digestOf(run), style: digestOf(savedStyle) },
  );
}

/** The files of others as text where they are, in base64 where not: the page is a text. */
function outsideTexts({ outside }: PublicVerification) {
  const texts: Record<string, string> = {};
  const binaries: Record<string, string> = {};
  for (const { path, bytes } of outsideFiles(outside)) {
    const text = decodeUtf8(bytes);
    if (text === null) binaries[path] = toBase64(bytes);
    else texts[path] = text;
  }
  return { texts, binaries };
}

/** Made by every `next build`, see bin/ground/build-saved-page.mjs. */
async function readScript(): Promise<string> {
  return await readFile(join(process.cwd(), ".next", "saved-page.js"), "utf8");
}

function digestOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
