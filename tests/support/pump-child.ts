// Told of regular expressions or of a file's kind, a process of its own tries how the work grows with
// the input, so that one that never ends can be ended. One line of JSON for each that is done.
import { scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

interface Asked {
  readonly patterns?: readonly { readonly source: string; readonly flags: string }[];
  readonly files?: readonly {
    readonly path: string;
    readonly head: string;
    readonly unit: string;
  }[];
}

/** Characters at the smaller size; the larger one is twice that. */
const regexLength = 8_000;
const fileLength = 60_000;
/** Below this the clock says nothing of growth. */
const enoughMs = 12;

function pumpsFor(source: string): readonly string[] {
  const literal = source.replaceAll(/\\[nrtvf0dDwWsSbB]|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}/gi, "");
  const own = [...new Set(literal.replaceAll(/[\\^$()[\]{}?*+|]/g, ""))].slice(0, 10);
  const singles = [
    ...new Set([...own, " ", "a", "A", "0", "-", ".", "/", "\n", '"', "\\", "_", "@"]),
  ];
  const words = literal.match(/[A-Za-z0-9:/@.=<>-]{2,}/g) ?? [];
  const short = singles.slice(0, 9);
  const pairs = short.flatMap((a) => short.filter((b) => b !== a).map((b) => a + b));
  return [...singles, ...words, ...words.map((word) => `${word} `), ...pairs];
}

function time(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function least(rounds: number, work: () => void): number {
  return Math.min(...Array.from({ length: rounds }, () => time(work)));
}

/** The pump that makes the work grow with more than the input, or null. */
function growthOf({ source, flags }: { source: string; flags: string }): string | null {
  const regex = new RegExp(source, flags.replace("y", ""));
  const run = (text: string) => {
    regex.lastIndex = 0;
    if (regex.global) text.replace(regex, "");
    else regex.exec(text);
  };
  for (const pump of pumpsFor(source)) {
    for (const suffix of ["", "\u0001"]) {
      const text = (length: number) => pump.repeat(Math.ceil(length / pump.length)) + suffix;
      const [short, long] = [text(regexLength), text(2 * regexLength)];
      if (time(() => run(long)) < enoughMs) continue;
      const [once, twice] = [least(3, () => run(short)), least(3, () => run(long))];
      if (twice > enoughMs && twice > 3 * once) return pump + suffix;
    }
  }
  return null;
}

async function growthOfScan(file: {
  path: string;
  head: string;
  unit: string;
}): Promise<string | null> {
  const run = async (length: number) => {
    const text = file.head + file.unit.repeat(Math.ceil(length / file.unit.length));
    const before = process.cpuUsage();
    await scan(memoryWorkspace(new Map([[file.path, text]])));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  await run(fileLength);
  const once = Math.min(await run(fileLength), await run(fileLength));
  const twice = Math.min(await run(2 * fileLength), await run(2 * fileLength));
  return twice > 400 && twice > 3.4 * once
    ? `${Math.round(once)} to ${Math.round(twice)} ms`
    : null;
}

process.once("message", (asked: Asked) => {
  void answer(asked).then(() => process.disconnect());
});

async function answer({ patterns = [], files = [] }: Asked): Promise<void> {
  for (const pattern of patterns) process.send?.({ pump: growthOf(pattern) });
  for (const file of files) process.send?.({ pump: await growthOfScan(file) });
}
