// node bench/rules/scan-once.ts FOLDER PROCESSES [MEMORY-FOLDER]: one scan, measured from within.
import { scan } from "#lib/engines/rules/index.ts";
import { openScanMemory } from "#lib/platform/scan-memory/index.ts";
import { directoryWorkspace } from "#lib/platform/workspace/index.ts";
import { watchProcesses } from "./watch-processes.ts";

const [folder = "", processes = "", memoryFolder] = process.argv.slice(2);
const watched = watchProcesses();
const startedAt = performance.now();
const memory = memoryFolder === undefined ? undefined : await openScanMemory(memoryFolder, folder);
const report = await scan(await directoryWorkspace(folder), {
  processes: Number(processes),
  memory,
});
await memory?.save();
const ms = performance.now() - startedAt;
const { filesScanned: files, bytesScanned: bytes, findings, problems } = report;
const peakBytes = watched.stop();
const told = { ms, files, bytes, findings: findings.length, problems: problems.length, peakBytes };
process.stdout.write(`${JSON.stringify(told)}\n`);
