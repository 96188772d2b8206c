import { join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { approveFix, type FixDetail, getFix } from "#lib/services/fixes/index.ts";
import { listSigningKeys } from "#lib/services/provenance/index.ts";
import { verifyAll } from "../etna/verify.ts";
import { countsOf } from "../etna/verify-report.ts";
import { seconds } from "../ground/report.ts";
import { approverName, type Cast, callCast, organizationName } from "./cast.ts";
import { findFaults, fixFaults } from "./faults.ts";
import { chapter, detail, paint, tell } from "./narrator.ts";
import {
  type Outsider,
  outsiderFiles,
  removeOutsiderFiles,
  writeOutsiderFiles,
} from "./outsider.ts";
import { demoFolder, shown } from "./places.ts";
import { clearEarlier, connectDemoRepository, type DemoRepository } from "./repository.ts";
import { checkLines, diffLines } from "./show.ts";
import { until } from "./until.ts";

/**
 * The whole loop, from a repository to a fix that anyone can verify. Returns the exit code: 0, also
 * where there is nothing to fix, or 1 where the signed fix does not verify.
 */
export async function walk(source: string | null, signal: AbortSignal): Promise<0 | 1> {
  const startedAt = performance.now();
  const folder = demoFolder();
  await removeOutsiderFiles(folder);
  const { cast, repository } = await connect(source, folder, signal);
  const findings = await findFaults(cast, repository, signal);
  const fix = await fixFaults(cast, findings, signal);
  if (fix === null) return 0;
  detail("", `The change on ${paint.bold(fix.branch)}, against ${fix.targetBranch}:`, "");
  detail(...diffLines(fix.patch, shown(outsiderFiles(folder).patch)));
  await approve(cast, fix);
  await awaitSignature(cast, fix, signal);
  const { outsider, ok } = await verify(folder, fix, repository);
  if (!ok) return 1;
  sayGoodbye(fix, outsider, source === null);
  tell("", paint.dim(`Done in ${seconds(performance.now() - startedAt)}.`));
  return 0;
}

async function connect(source: string | null, folder: string, signal: AbortSignal) {
  const isSample = source === null;
  const title = isSample ? "Connect the sample repository" : "Copy and connect the repository";
  const connected = await chapter(title, async () => {
    const cast = await callCast(isSample);
    const { actor, organizationId } = cast;
    const below = join(folder, "repositories");
    await clearEarlier(actor, organizationId, below);
    const repository = await connectDemoRepository(actor, organizationId, {
      folder: below,
      source,
      signal,
    });
    return { cast, repository, keys: await listSigningKeys(organizationId) };
  });
  const { repository, keys } = connected;
  detail(
    `Repository ${repository.name}, branch ${repository.defaultBranch} at ${repository.headCommit.slice(0, 12)}`,
    isSample
      ? `It is in ${shown(repository.path)}`
      : `The copy is in ${shown(repository.path)}; the original stays as it is`,
    `Organization ${organizationName}, Ed25519 key ${keys[0]?.hint ?? ""}`,
  );
  return connected;
}

async function approve({ actor, organizationId }: Cast, fix: FixDetail): Promise<void> {
  const { headCommit, headTree, patchSha256 } = fix;
  await chapter("Approve", () =>
    approveFix(actor, organizationId, fix.id, { headCommit, headTree, patchSha256 }),
  );
  detail(
    `In Etna a person reads the change and approves it. Here this terminal stands in for that`,
    `person, as ${approverName}. The approval is for this and nothing else:`,
    "",
    `commit  ${headCommit}`,
    `tree    ${headTree}`,
    `patch   sha256:${patchSha256}`,
  );
}

async function awaitSignature(
  { organizationId }: Cast,
  fix: FixDetail,
  signal: AbortSignal,
): Promise<void> {
  const signed = await chapter("Sign", () =>
    until("The signature", signal, async () => {
      const now = await getFix(organizationId, fix.id);
      if (now?.state === "signed" || now?.state === "merged") return now;
      if (now?.state === "approved") return null;
      throw new AppError("conflict", `The fix is ${now?.state ?? "gone"} and was not signed.`);
    }),
  );
  detail(
    `Statement signed by key ${signed.keyHint ?? ""}`,
    `Entry ${signed.logIndex ?? ""} of this installation's transparency log`,
  );
}

async function verify(folder: string, fix: FixDetail, repository: DemoRepository) {
  const { outsider, results } = await chapter("Verify, offline", async () => {
    const outsider = await writeOutsiderFiles(folder, fix);
    const { bundle, patch, keys, trustedRoot } = outsider.files;
    const options = { root: trustedRoot, keys, artifact: patch, repo: repository.path };
    return { outsider, results: await verifyAll([bundle], options) };
  });
  const [result] = results;
  if (result === undefined) throw new AppError("internal", "Nothing was verified.");
  const { ok, checks } = result.verification;
  const files = Object.values(outsider.files).map((file) => shown(file));
  detail(`By the code of etna verify, from these files and the repository:`, "");
  detail(...files.map((file) => `  ${file}`), "");
  detail(...checkLines(checks));
  const verdict = ok ? paint.green("Verified.") : paint.red("Invalid. Do not trust this fix.");
  detail("", `${verdict} ${countsOf(checks)}`);
  return { outsider, ok };
}

function sayGoodbye(fix: FixDetail, { cosign }: Outsider, isSample: boolean): void {
  const privately = "It shows digests and checks, and neither your code nor its name.";
  tell(
    "",
    "To check it without Etna, with stock cosign 3, offline:",
    "",
    cosign,
    "",
    "To see it as anyone may (npm start serves the page):",
    ...(isSample ? [] : [privately]),
    "",
    `${config().publicUrl}/verify/${fix.id}`,
  );
}
