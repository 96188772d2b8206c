import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { predicateTypeOf } from "#lib/engines/verify/index.ts";
import { root } from "../../bin/ground/paths.ts";
import { say, step } from "../../bin/ground/report.ts";
import { cosignMissing, findCosign } from "../../tests/support/cosign.ts";
import { atLeast, type Figure, median, stated } from "../bench.ts";
import { inTurns } from "../support/in-turns.ts";
import { timed } from "../support/timed.ts";
import { signBundles } from "./signed-bundles.ts";

const count = 1000;
const rounds = 4;
const ones = 15;

/**
 * The command `etna verify` against stock cosign, start of the processes included, output thrown
 * away: 1,000 bundles in one run against 1,000 runs, and one against one. Nothing without a cosign.
 */
export async function measureCommand(): Promise<readonly Figure[]> {
  const cosign = await findCosign("cosign 3");
  if (cosign === null) {
    say(`  etna verify against cosign is left out: ${cosignMissing["cosign 3"]}`);
    return [];
  }
  await mkdir(join(root, ".etna/bench"), { recursive: true });
  const folder = await mkdtemp(join(root, ".etna/bench/bundles-"));
  try {
    const files = await step(`write ${count} bundles`, () => writeBundles(folder));
    const trust = ["--root", join(folder, "trusted_root.json")];
    const etna = (bundles: readonly string[]) =>
      timed(process.execPath, [join(root, "bin/etna.ts"), "verify", ...bundles, ...trust]);
    const stock = (bundle: string) =>
      timed(cosign.program, cosignArguments(folder, bundle), { quiet: true });
    const [first = ""] = files;
    await etna([first]);
    await stock(first);
    const many = await step(`${count} bundles`, () => compareMany(files, etna, stock));
    const one = await step("one bundle", () =>
      inTurns(
        ones,
        () => etna([first]),
        () => stock(first),
      ),
    );
    return [
      atLeast(20, `${count} runs of cosign ÷ one etna verify of ${count}`, many.ratio, "ratio"),
      stated(`one etna verify of ${count} bundles`, many.etnaMs, "ms"),
      stated(`${count} runs of cosign`, many.cosignMs, "ms"),
      stated("one etna verify of one bundle", one.first, "ms"),
      stated("one run of cosign", one.second, "ms"),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A quarter of cosign's runs, then all of them by etna, and again: both see the same machine. */
async function compareMany(
  files: readonly string[],
  etna: (bundles: readonly string[]) => Promise<number>,
  stock: (bundle: string) => Promise<number>,
) {
  const ours: number[] = [];
  let cosignMs = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [at, file] of files.entries()) {
      if (at % rounds === round) cosignMs += await stock(file);
    }
    ours.push(await etna(files));
  }
  const etnaMs = median(ours);
  return { ratio: cosignMs / etnaMs, etnaMs, cosignMs };
}

async function writeBundles(folder: string): Promise<readonly string[]> {
  const { bundles, trustedRoot, keys, pem, patch } = await signBundles(count, count);
  await writeFile(join(folder, "trusted_root.json"), JSON.stringify(trustedRoot));
  await writeFile(join(folder, "keys.json"), JSON.stringify(keys));
  await writeFile(join(folder, "instance.pub"), pem);
  await writeFile(join(folder, "fix.patch"), patch);
  return await Promise.all(
    bundles.map(async (bundle, at) => {
      const file = join(folder, `${at}.sigstore.json`);
      await writeFile(file, JSON.stringify(bundle));
      return file;
    }),
  );
}

function cosignArguments(folder: string, bundle: string): readonly string[] {
  return [
    ...["verify-blob-attestation", "--bundle", bundle, "--key", join(folder, "instance.pub")],
    ...["--trusted-root", join(folder, "trusted_root.json"), "--type", predicateTypeOf()],
    join(folder, "fix.patch"),
  ];
}
