import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { mergedCommit, testPatch } from "#tests/unit/verify/signed-fix.ts";
import { type Mutants, type MutantWorld, sampleOf } from "./mutant-opinions.ts";
import type { Opinion } from "./mutant-reasons.ts";

const run = promisify(execFile);
const noNetwork = "http://127.0.0.1:9"; // nothing listens there: a request would fail

/** A cosign that runs here. */
export interface Cosign {
  readonly program: string;
  /** Whether it can hold a statement against a commit; cosign 2 takes a file alone. */
  readonly takesCommits: boolean;
}

/** Debian's 3.1.1 and 2.5.0: ETNA_COSIGN (else `cosign` on the PATH), and ETNA_COSIGN_2. */
export const cosignPrograms = {
  "cosign 3": process.env.ETNA_COSIGN ?? "cosign",
  "cosign 2": process.env.ETNA_COSIGN_2 ?? "",
} as const;
/** As in docs/refused-bundles.md; a packaged cosign does not know its own version. */
export const cosignColumns: Readonly<Record<CosignName, string>> = {
  "cosign 3": "cosign 3.1.1",
  "cosign 2": "cosign 2.5.0",
};
export type CosignName = keyof typeof cosignPrograms;

export const cosignMissing: Readonly<Record<CosignName, string>> = {
  "cosign 3":
    "cosign is not here: set ETNA_COSIGN to its path, or install it (Debian: apt-get install cosign)",
  "cosign 2": "cosign 2 is not here: set ETNA_COSIGN_2 to the path of a 2.5 or later",
};

/** Null where there is none: then its tests say that they are left out. */
export async function findCosign(name: CosignName): Promise<Cosign | null> {
  const program = cosignPrograms[name];
  if (program === "") return null;
  try {
    const { stdout, stderr } = await run(program, ["verify-blob-attestation", "--help"]);
    const found = program.includes("/") ? program : (await run("which", [program])).stdout.trim();
    return { program: found, takesCommits: `${stdout}${stderr}`.includes("--digestAlg") };
  } catch {
    return null;
  }
}

export function cosignEnvironment(home: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, HTTP_PROXY: noNetwork, HTTPS_PROXY: noNetwork };
}

/** What one cosign says of a sample of mutants. cosign 2 is asked about approvals alone. */
export async function askCosign(
  { program, takesCommits }: Cosign,
  { trustedRoot, pem, families }: MutantWorld,
  directory: string,
): Promise<readonly Opinion[]> {
  await writeFile(join(directory, "trusted_root.json"), JSON.stringify(trustedRoot));
  await writeFile(join(directory, "instance.pub"), pem);
  await writeFile(join(directory, "fix.patch"), testPatch);
  const opinions: Opinion[] = [];
  const accepts = async (text: string, family: Mutants) => {
    await writeFile(join(directory, "bundle.json"), text);
    return await run(program, argumentsFor(family, takesCommits), {
      cwd: directory,
      env: cosignEnvironment(directory),
    }).then(
      () => true,
      () => false,
    );
  };
  for (const family of families) {
    if (family.kind === "merged-as" && !takesCommits) continue;
    if (!(await accepts(JSON.stringify(family.good), family))) {
      throw new Error(`This cosign refuses a good bundle (${family.kind}): that is a defect.`);
    }
    for (const mutant of sampleOf(family)) {
      opinions.push({ mutant, accepts: await accepts(mutant.text, family) });
    }
  }
  return opinions;
}

function argumentsFor({ kind, predicateType }: Mutants, takesCommits: boolean): readonly string[] {
  return [
    "verify-blob-attestation",
    ...(takesCommits ? [] : ["--new-bundle-format"]),
    ...["--bundle", "bundle.json", "--key", "instance.pub"],
    ...["--trusted-root", "trusted_root.json", "--type", predicateType],
    ...(kind === "merged-as"
      ? ["--digest", mergedCommit, "--digestAlg", "gitCommit"]
      : ["fix.patch"]),
  ];
}
