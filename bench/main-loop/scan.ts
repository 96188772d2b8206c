import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import { step } from "../../bin/ground/report.ts";
import { atMost, type Figure, stated } from "../bench.ts";
import { timed } from "../support/timed.ts";
import { fixedString, type TreeSize, writeTree } from "../support/tree.ts";

const fewFiles = 5_000;
const manyFiles = 10_000;
const rounds = 3;

interface Tree extends TreeSize {
  readonly path: string;
  readonly scanMs: number[];
  readonly grepMs: number[];
  readonly peakBytes: number[];
}

/**
 * `etna scan` against `git grep` of one string over the same tree, and on a tree twice as large. Of
 * several rounds the best counts: the others measure what else the machine did.
 */
export async function measureScan(): Promise<readonly Figure[]> {
  await mkdir(join(root, ".etna/bench"), { recursive: true });
  const folder = await mkdtemp(join(root, ".etna/bench/trees-"));
  try {
    const few = await step(`write a tree of ${fewFiles} files`, () => plant(folder, fewFiles));
    const many = await step(`write a tree of ${manyFiles} files`, () => plant(folder, manyFiles));
    for (let round = 1; round <= rounds; round++) {
      await step(`scan and grep both, ${round} of ${rounds}`, async () => {
        for (const tree of [few, many]) {
          await scanOnce(tree, join(folder, "peak"));
          await grepOnce(tree);
        }
      });
    }
    return figuresOf(few, many);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function plant(folder: string, files: number): Promise<Tree> {
  const path = join(folder, String(files));
  const size = await writeTree(path, files);
  await timed("git", ["-C", path, "init", "-q", "--template="]);
  await timed("git", ["-C", path, "add", "--all"]);
  return { ...size, path, scanMs: [], grepMs: [], peakBytes: [] };
}

async function scanOnce(tree: Tree, peakFile: string): Promise<void> {
  const watch = ["--import", join(root, "bench/support/peak-memory.ts")];
  const scan = [join(root, "bin/etna.ts"), "scan", tree.path, "--format", "json"];
  const env = { ...process.env, ETNA_BENCH_PEAK_FILE: peakFile };
  // Exit code 1: there are findings, as there must be.
  tree.scanMs.push(await timed(process.execPath, [...watch, ...scan], { env, exitCode: 1 }));
  tree.peakBytes.push(Number(await readFile(peakFile, "utf8")));
}

async function grepOnce(tree: Tree): Promise<void> {
  const grep = ["-C", tree.path, "grep", "-n", "--fixed-strings", fixedString];
  tree.grepMs.push(await timed("git", grep));
}

function figuresOf(few: Tree, many: Tree): readonly Figure[] {
  const perFile = (tree: Tree) => Math.min(...tree.scanMs) / tree.files;
  const megabytes = (tree: Tree) => Math.max(...tree.peakBytes) / 1e6;
  const toGrep = (tree: Tree) => Math.min(...tree.scanMs) / Math.min(...tree.grepMs);
  return [
    stated(`etna scan / git grep, ${few.files} files`, toGrep(few), "ratio"),
    stated(`etna scan / git grep, ${many.files} files`, toGrep(many), "ratio"),
    atMost(
      1.25,
      `scan time a file, ${many.files} / ${few.files} files`,
      perFile(many) / perFile(few),
      "ratio",
    ),
    atMost(500, `peak memory of the scan, ${few.files} files`, megabytes(few), "MB"),
    atMost(500, `peak memory of the scan, ${many.files} files`, megabytes(many), "MB"),
    stated(`etna scan, ${few.files} files`, 1 / (perFile(few) / 1000), "files/s"),
    stated(`size of the tree, ${few.files} files`, few.bytes / 1e6, "MB"),
  ];
}
