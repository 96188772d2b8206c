import { step } from "../../bin/ground/report.ts";
import { atLeast, atMost, type Figure, stated } from "../bench.ts";
import { appendFromProcesses } from "./append-from-processes.ts";
import { growTo, sizeOnDisk } from "./grow-tree.ts";
import { medianProofMs } from "./proof-time.ts";

const sizes = [1_000, 100_000, 1_000_000] as const;
const measuredSeconds = 6;

/** The log of the installation that is open: it is filled, and left as it is then. */
export async function measureLog(): Promise<readonly Figure[]> {
  const proofs: number[] = [];
  for (const size of sizes) {
    await step(`a tree of ${size} entries`, () => growTo(size));
    proofs.push(await step("  its proofs", () => medianProofMs(size)));
  }
  const [small = Number.NaN, middle = Number.NaN, large = Number.NaN] = proofs;
  const before = await sizeOnDisk();
  const append = (processes: number, together: number) =>
    step(`append from ${processes}, ${together} at once`, () =>
      appendFromProcesses(processes, together, measuredSeconds),
    );
  const alone = await append(1, 1);
  const one = await append(1, 256);
  const two = await append(2, 256);
  const after = await sizeOnDisk();
  const bytes = (after.bytes - before.bytes) / (after.entries - before.entries);
  return [
    atLeast(500, "entries a second, 256 at once from one process", one, "1/s"),
    atLeast(500, "entries a second, 256 at once from each of two", two, "1/s"),
    stated("entries a second, one after another", alone, "1/s"),
    atMost(2, "proof among 1,000,000 / among 1,000", large / small, "ratio"),
    stated("proof among 1,000", small, "ms"),
    stated("proof among 100,000", middle, "ms"),
    stated("proof among 1,000,000", large, "ms"),
    stated("bytes on disk an entry, indexes included", bytes, "B"),
  ];
}
