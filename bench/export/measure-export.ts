import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import { step } from "../../bin/ground/report.ts";
import { atMost, type Figure, stated } from "../bench.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { timed } from "../support/timed.ts";
import { approveOne, signMany } from "./sign-many.ts";

const counts = [1_000, 10_000] as const;
const verified = 300;
/** Without a bound Node.js collects late, and the peak says how late, not what is kept. */
const heap = "--max-old-space-size=192";
const etna = join(root, "bin/etna.ts");

interface Exported {
  readonly fixes: number;
  readonly peakBytes: number;
  readonly tookMs: number;
  readonly signedASecond: number;
}

/** `etna export` as a process of its own into an empty folder, at each count of signed fixes. */
export async function measureExport(installation: BenchInstallation): Promise<readonly Figure[]> {
  const approved = await step("one fix, from its finding to its approval", () =>
    approveOne(installation),
  );
  await installation.stopWorker();
  await mkdir(join(root, ".etna/bench"), { recursive: true });
  const folder = await mkdtemp(join(root, ".etna/bench/export-"));
  try {
    const exported: Exported[] = [];
    let signed = 1; // the model
    for (const fixes of counts) {
      const begun = performance.now();
      const more = fixes - signed;
      await step(`sign ${more} fixes`, () => signMany(approved, more));
      const signedASecond = more / ((performance.now() - begun) / 1000);
      signed = fixes;
      const to = join(folder, String(fixes));
      const measured = await step(`export ${fixes} fixes`, () => exportOnce(installation, to));
      await step(`  verify ${verified} of them`, () => verifySome(to, fixes));
      exported.push({ fixes, signedASecond, ...measured });
    }
    return figuresOf(exported);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exportOnce({ organizationSlug }: BenchInstallation, to: string) {
  const peakFile = `${to}.peak`;
  const watch = [heap, "--import", join(root, "bench/support/peak-memory.ts")];
  const env = { ...process.env, ETNA_BENCH_PEAK_FILE: peakFile };
  const command = [etna, "export", organizationSlug, to];
  const tookMs = await timed(process.execPath, [...watch, ...command], { env });
  return { tookMs, peakBytes: Number(await readFile(peakFile, "utf8")) };
}

/** All of them are there, and those all over the log hold by what was exported beside them alone. */
async function verifySome(folder: string, expected: number): Promise<void> {
  const ids = (await readdir(join(folder, "fixes"))).sort();
  if (ids.length !== expected) throw new Error(`${ids.length} fixes were exported.`);
  const every = Math.ceil(ids.length / verified);
  const some = ids.filter((_, at) => at % every === 0);
  const bundles = some.map((id) => join(folder, "fixes", id, "fix.sigstore.json"));
  const trust = ["--root", join(folder, "trusted_root.json"), "--keys", join(folder, "keys.json")];
  await timed(process.execPath, [etna, "verify", ...bundles, ...trust]);
}

function figuresOf(exported: readonly Exported[]): readonly Figure[] {
  const [few, many] = exported;
  if (few === undefined || many === undefined) throw new Error("Two sizes were to be measured.");
  const name = `peak memory of the export, ${many.fixes} / ${few.fixes} fixes`;
  return [
    atMost(1.5, name, many.peakBytes / few.peakBytes, "ratio"),
    ...exported.flatMap(({ fixes, peakBytes, tookMs, signedASecond }) => [
      stated(`peak memory of the export, ${fixes} fixes`, peakBytes / 1e6, "MB"),
      stated(`export of 1,000 fixes, of ${fixes}`, tookMs / fixes, "s"),
      stated(`signed to fill up to ${fixes}`, signedASecond, "1/s"),
    ]),
  ];
}
