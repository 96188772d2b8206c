import { AppError, decodeUtf8, utf8, type Workspace } from "#lib/base/index.ts";
import { findingBrief } from "#lib/engines/agent/index.ts";
import { atMost, type Figure, median, stated } from "../bench.ts";
import { seededRandom } from "../support/random.ts";

const places = 60;
const maxBytes = 12 * 1024;

/**
 * For functions of Etna's own code, chosen at random and always the same: bytes of the context against the
 * whole file with every file that it imports or that imports it, and against the whole repository.
 */
export async function measureContext(workspace: Workspace): Promise<readonly Figure[]> {
  const texts = new Map<string, string>();
  for (const { path } of await workspace.list()) {
    if (/\.ts$/.test(path)) texts.set(path, decodeUtf8(await workspace.read(path)) ?? "");
  }
  const total = [...texts.values()].reduce((sum, text) => sum + sizeOf(text), 0);
  const functions = [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/^export (?:async )?function \w+/gm)].map(({ index }) => ({
      path,
      line: text.slice(0, index).split("\n").length + 1,
    })),
  );
  const random = seededRandom(7);
  const shares: number[] = [];
  const bytes: number[] = [];
  for (let at = 0; at < places; at++) {
    const place = functions[random.below(functions.length)];
    if (place === undefined) throw new AppError("internal", "There is no function to look at.");
    const { path, line } = place;
    const finding = { ...none, path, startLine: line, endLine: line };
    const brief = await findingBrief(workspace, finding, maxBytes);
    const shown = brief.reduce(
      (sum, part) => sum + ("code" in part ? sizeOf(part.code.lines.join("\n")) : 0),
      0,
    );
    bytes.push(shown);
    shares.push((100 * shown) / neighbourhood(path, texts));
  }
  const sum = bytes.reduce((all, each) => all + each, 0);
  return [
    atMost(25, "context / touched file and its neighbours, median", median(shares), "%"),
    stated("context / touched file and its neighbours, largest", Math.max(...shares), "%"),
    atMost(2, "context / repository, largest", (100 * Math.max(...bytes)) / total, "%"),
    stated("context of a finding, mean", sum / places / 1000, "kB"),
    atMost(maxBytes / 1000, "context of a finding, largest", Math.max(...bytes) / 1000, "kB"),
    stated("the repository", total / 1e6, "MB"),
  ];
}

const none = { ruleId: "bench/none", cwe: "CWE-0", title: "", message: "" };

/** Bytes of the file, of what it imports, and of what imports it. */
function neighbourhood(path: string, texts: ReadonlyMap<string, string>): number {
  const own = importsOf(path, texts.get(path) ?? "");
  let bytes = 0;
  for (const [other, text] of texts) {
    if (other === path || own.has(other) || importsOf(other, text).has(path)) bytes += sizeOf(text);
  }
  return bytes;
}

function importsOf(path: string, text: string): ReadonlySet<string> {
  const base = `file:///${path}`;
  return new Set(
    [...text.matchAll(/from "(\.[^"]+|#lib\/[^"]+)"/g)].map(([, source = ""]) =>
      source.startsWith("#lib/")
        ? source.slice(5)
        : (URL.parse(source, base)?.pathname.slice(1) ?? ""),
    ),
  );
}

function sizeOf(text: string): number {
  return utf8(text).length;
}
