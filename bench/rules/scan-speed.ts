import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { root } from "../../bin/ground/paths.ts";
import { step } from "../../bin/ground/report.ts";
import { atLeast, atMost, type Figure, stated } from "../bench.ts";
import { packageSources, packages, plantPackages, type Source, touchOne } from "./packages-tree.ts";

const run = promisify(execFile);
const rounds = 3;
const copies = 4;

const measured = z.object({
  ms: z.number(),
  files: z.number(),
  bytes: z.number(),
  findings: z.number(),
  problems: z.number(),
  peakBytes: z.number(),
});
type Measured = z.infer<typeof measured>;

/**
 * Scans of real code: how fast, whether twice the cores are of use, whether time and memory keep with
 * the size, and what a scan costs where all but one file are as they were. Each scan is a process of
 * its own; of several rounds the best counts, because the others measure what else the machine did.
 */
export async function measureScanSpeed(): Promise<readonly Figure[]> {
  await mkdir(join(root, ".etna/bench"), { recursive: true });
  const folder = await mkdtemp(join(root, ".etna/bench/rules-"));
  try {
    const [one, four] = [join(folder, "one"), join(folder, "four")];
    const sources = await step(
      `lay out ${packages.length} packages, once and ${copies} times`,
      async () => {
        const all = await packageSources();
        await plantPackages(one, all, 1);
        await plantPackages(four, all, copies);
        return all;
      },
    );
    const scans: Scans = { alone: [], two: [], large: [], first: [], again: [] };
    for (let round = 1; round <= rounds; round++) {
      await step(`scan, ${round} of ${rounds}`, async () => {
        scans.alone.push(await scanOnce(one, 1));
        scans.two.push(await scanOnce(one, 2));
        scans.large.push(await scanOnce(four, 2));
        const memory = join(folder, `memory-${round}`);
        scans.first.push(await scanOnce(four, 2, memory));
        await touchOne(four, changedOf(sources), round);
        scans.again.push(await scanOnce(four, 2, memory));
      });
    }
    return figuresOf(scans);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Scans {
  /** One copy of the packages, by one process and by two. */
  readonly alone: Measured[];
  readonly two: Measured[];
  /** Four copies, by two processes. */
  readonly large: Measured[];
  /** The same with a memory: an empty one, then where one file changed. */
  readonly first: Measured[];
  readonly again: Measured[];
}

async function scanOnce(folder: string, processes: number, memory?: string): Promise<Measured> {
  const script = join(root, "bench/rules/scan-once.ts");
  const args = [script, folder, String(processes), ...(memory === undefined ? [] : [memory])];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 1 << 20 });
  return measured.parse(JSON.parse(stdout));
}

function changedOf(sources: readonly Source[]): Source {
  const source = sources.find(({ path }) => path.endsWith(".js"));
  if (source === undefined) throw new Error("The packages hold no script.");
  return source;
}

function figuresOf({ alone, two, large, first, again }: Scans): readonly Figure[] {
  const best = (scans: readonly Measured[]) => Math.min(...scans.map(({ ms }) => ms));
  const peak = (scans: readonly Measured[]) => Math.min(...scans.map(({ peakBytes }) => peakBytes));
  const [small] = two;
  const [big] = large;
  if (small === undefined || big === undefined) throw new Error("Nothing was measured.");
  const perByte = best(large) / big.bytes / (best(two) / small.bytes);
  return [
    stated("files scanned", small.files, "files"),
    stated("size of them", small.bytes / 1e6, "MB"),
    stated("findings", small.findings, "findings"),
    stated("files a second, two processes", small.files / (best(two) / 1000), "1/s"),
    stated("megabytes a second, two processes", small.bytes / 1e6 / (best(two) / 1000), "MB/s"),
    atMost(1.25, `scan time a byte, ${copies} copies / 1`, perByte, "ratio"),
    atLeast(1.5, "scan time, one process / two", best(alone) / best(two), "ratio"),
    atMost(
      1.3,
      `peak memory of all processes, ${copies} copies / 1`,
      peak(large) / peak(two),
      "ratio",
    ),
    stated("peak memory of all processes, 1 copy", peak(two) / 1e6, "MB"),
    atLeast(
      10,
      `first scan / second with one file changed, ${copies} copies`,
      best(first) / best(again),
      "ratio",
    ),
  ];
}
