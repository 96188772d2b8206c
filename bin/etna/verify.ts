import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { AppError, decodeUtf8, isAppError } from "#lib/base/index.ts";
import { openSecondedVerifier, partBundle } from "#lib/engines/second-opinion/index.ts";
import {
  type ChainInput,
  claimedCommit,
  type GitRevision,
  isReportBundle,
  maxBundleBytes,
  type ParsedJson,
  parseStrictJson,
  refuseBundle,
} from "#lib/engines/verify/index.ts";
import { readRevision } from "./read-revision.ts";
import { printResults, type VerifiedFile } from "./verify-report.ts";

interface Options {
  readonly root?: string;
  readonly keys?: string;
  readonly artifact?: string;
  readonly report?: string;
  readonly merged?: string;
  readonly repo?: string;
  readonly requireApproverSignature?: boolean;
  readonly json?: boolean;
}

const maxArtifactBytes = 1 << 26;

/**
 * `etna verify`: checks bundles offline. Exit code 0 when all are valid, 1 when one is not, 2 for
 * wrong use, 3 when it could not finish.
 */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "check signed fixes and reports offline, with Etna's own verifier and @sigstore/verify",
    )
    .argument("<bundle...>", "bundles, such as fix.sigstore.json, or bundle.json of a report")
    .option("--root <file>", "trusted_root.json: the key of the log")
    .option("--keys <file>", "keys.json: the keys of the organization (default: beside the root)")
    .option("--artifact <file>", "fix.patch: the change itself, to be compared")
    .option("--report <file>", "report.json of an adversarial campaign, to be compared")
    .option("--merged <file>", "merged.sigstore.json: the statement of the merge, in one chain")
    .option("--repo <path>", "a clone, in which commit and tree are compared")
    .option(
      "--require-approver-signature",
      "refuse an approval that the approver's own passkey did not sign",
    )
    .option("--json", "one JSON document on stdout")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async (files: readonly string[], options: Options) => {
      process.exitCode = await verifyFiles(files, options);
    });
}

async function verifyFiles(files: readonly string[], options: Options): Promise<number> {
  try {
    const results = await verifyAll(files, options);
    printResults(results, options.json === true);
    return results.every(({ verification }) => verification.ok) ? 0 : 1;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`etna verify: ${error.message}\n`);
    return error.code === "unavailable" ? 3 : 2;
  }
}

/** Reads and verifies bundles as the command does. Throws `invalid_input` for a file it cannot read. */
export async function verifyAll(
  files: readonly string[],
  options: Options,
): Promise<readonly VerifiedFile[]> {
  const { root, artifact, report, requireApproverSignature } = options;
  if (root === undefined) {
    throw new AppError("invalid_input", "Say which log to trust: --root trusted_root.json");
  }
  for (const [name, value] of Object.entries({ artifact, report, merged: options.merged })) {
    if (value === undefined || files.length < 2) continue;
    const words = `--${name} belongs to one bundle. Give the bundles one by one.`;
    throw new AppError("invalid_input", words);
  }
  const trustedRoot = await readSettings(root, "The trusted root");
  const keys = await readSettings(options.keys ?? (await keysBeside(root)), "The list of keys");
  const given = {
    patch: await readArtifact(artifact, "no patch is"),
    report: await readArtifact(report, "no report is"),
  };

  const verifier = openSecondedVerifier({ trustedRoot, keys });
  const results: VerifiedFile[] = [];
  for (const file of files) {
    const parsed = await readBundleFile(file);
    if (!parsed.ok) {
      results.push({ file, verification: refuseBundle(parsed.reason) });
      continue;
    }
    const bundle = parsed.value;
    const chain = await readChain(bundle, options);
    if (typeof chain === "string") {
      results.push({ file, verification: refuseBundle(chain) });
      continue;
    }
    const asked = { requireApproverSignature, now: new Date() };
    const input = { bundle, ...artifactsOf(bundle, given), ...chain, ...asked };
    results.push({ file, verification: await verifier.verify(input) });
  }
  return results;
}

interface Artifacts {
  readonly patch: Uint8Array | undefined;
  readonly report: Uint8Array | undefined;
}

/** What is compared with a bundle of a report is a report, by whichever name it was given. */
function artifactsOf(bundle: unknown, given: Artifacts): Artifacts {
  const { patch, report } = given;
  if (report !== undefined || !isReportBundle(partBundle(bundle).bundle)) return given;
  return { patch: undefined, report: patch };
}

async function readArtifact(
  file: string | undefined,
  words: string,
): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readNamed(file, maxArtifactBytes);
  if (bytes === null) throw new AppError("too_large", `${file} is over 64 MiB: ${words}.`);
  return bytes;
}

type Chain = Pick<ChainInput, "repository" | "mergedBundle" | "mergedRepository">;

/** What belongs to a bundle besides its keys, or why it cannot be read. */
async function readChain(bundle: unknown, { repo, merged }: Options): Promise<Chain | string> {
  const parsed = merged === undefined ? undefined : await readBundleFile(merged);
  if (parsed?.ok === false) return `The bundle of the merge cannot be read. ${parsed.reason}`;
  const mergedBundle = parsed?.value;
  const revision = (json: unknown) => (repo === undefined ? undefined : revisionOf(repo, json));
  const repository = await revision(bundle);
  if (mergedBundle === undefined) return { repository };
  const mergedRepository = await revision(mergedBundle);
  // A squash or a rebase leaves the approved commit in no clone: then the merged one is looked at.
  const isGone = repository === null && mergedRepository;
  return { repository: isGone ? undefined : repository, mergedBundle, mergedRepository };
}

/** What the clone says of the commit that the bundle names; undefined when it names none. */
async function revisionOf(repo: string, json: unknown): Promise<GitRevision | null | undefined> {
  const commit = claimedCommit(partBundle(json).bundle);
  return commit === null ? undefined : await readRevision(repo, commit);
}

async function keysBeside(root: string): Promise<string> {
  const file = join(dirname(root), "keys.json");
  try {
    await stat(file);
    return file;
  } catch (cause) {
    const message = `There is no keys.json beside ${root}. Say where the organization's keys are: --keys keys.json`;
    throw new AppError("invalid_input", message, { cause });
  }
}

/** Bytes of a file the caller named, null when it is larger than `maxBytes`. */
async function readNamed(file: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(file);
    return size > maxBytes ? null : new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new AppError("invalid_input", `${file} cannot be read.`, { cause });
  }
}

async function readBundleFile(file: string): Promise<ParsedJson> {
  const bytes = await readNamed(file, maxBundleBytes);
  if (bytes === null) return { ok: false, reason: "It is over 1 MiB." };
  const text = decodeUtf8(bytes);
  return text === null ? { ok: false, reason: "It is not UTF-8." } : parseStrictJson(text);
}

async function readSettings(file: string, what: string): Promise<unknown> {
  const parsed = await readBundleFile(file);
  if (parsed.ok) return parsed.value;
  throw new AppError("invalid_input", `${what} in ${file} cannot be read. ${parsed.reason}`);
}
