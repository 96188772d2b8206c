import type { FileChange } from "#lib/base/index.ts";
import { isTestFile, removesTests } from "./sensitive-paths.ts";
import { summarize, type ValidationCheck } from "./validation-check.ts";

/** What decides which tests run, and how. */
const runnerFile =
  /(^|\/)((jest|vitest|karma|playwright|cypress|ava|wdio|nightwatch)(\.[\w-]+)?\.(conf|config|setup)\.[cm]?[jt]s|jest\.config\.json|\.mocharc(\.\w+)?|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|\.nycrc(\.json)?|\.coveragerc)$/i;
const snapshotFile = /\.(snap|ambr)$/i;

const assertion =
  /\bexpect(?:\.\w+)*\s*\(|\bassert\w*(?:\.\w+)*\s*\(|^\s*assert\b|\.should\b|\bshould\.\w|self\.(?:assert|fail)\w*\s*\(|\bpytest\.(?:raises|fail|warns)\b|\bt\.(?:is|not|true|false|truthy|falsy|deepEqual|equal|throws\w*|like|regex|ok|same|Error\w*|Fatal\w*)\s*\(|\brequire\.\w+\(t\b|\bassert_\w+!|\bexpectTypeOf\b/;

/** Ways to let a test pass that looks at nothing. */
const wayOut =
  /\btry\b|\bcatch\b|\bexcept\b|\bfinally\b|\breturn\b|\|\|\s*true\b|\bor\s+True\b|\bif\s*\(?\s*(?:false|0|!1|False)\b|\b(?:if|while)\b|\bprocess\.exit|\bsys\.exit|\bos\._exit|\b(?:vi|jest)\.(?:mock|doMock|spyOn|fn)\b|\bmonkeypatch\b|\bmock\.patch|\bxit\b|\bxdescribe\b|\bxtest\b|\.(?:skip|todo|fixme|fails|failing|only|soft|skipIf|runIf|if)\b|\bthis\.skip\b|\b[tT]\.Skip|\bpytest\.(?:skip|xfail|mark\.)|\bunittest\.(?:skip|expectedFailure)|\b(?:eval|Object\.assign|Object\.defineProperty|prototype)\b/g;

/**
 * Every assertion that stood in a test file still stands there, word for word and outside of comments,
 * and nothing new lets a test pass it by. A changed assertion is refused along with a loosened one: which
 * of the two it is, a person decides. What runs the tests is left alone as well.
 */
export function checkTestsKept(changes: readonly FileChange[]): ValidationCheck {
  const faults = changes.flatMap((change) => {
    const fault = faultOf(change);
    return fault === null ? [] : [`${change.path} ${fault}`];
  });
  const touched = changes.filter(({ path }) => isTestFile(path)).length;
  const looked = touched === 0 ? "No test is touched" : `${touched} touched, none weaker`;
  return {
    id: "tests_kept",
    title: "Tests are not weakened",
    outcome: faults.length === 0 ? "passed" : "failed",
    summary: faults.length === 0 ? looked : summarize(faults),
  };
}

function faultOf(change: FileChange): string | null {
  const { path, before, after } = change;
  if (runnerFile.test(path)) return "decides how tests run";
  if (snapshotFile.test(path)) return "holds what tests expect";
  if (/(^|\/)package\.json$/.test(path) && testScripts(before) !== testScripts(after)) {
    return "changes how tests are started";
  }
  if (!isTestFile(path) || before === null) return null;
  if (removesTests(change)) return "loses tests";
  const [old, next] = [codeOf(before), codeOf(after ?? "")];
  const left = countOf(assertionsIn(next));
  for (const line of assertionsIn(old)) {
    const count = left.get(line) ?? 0;
    if (count === 0) return "loses or changes an assertion";
    left.set(line, count - 1);
  }
  const ways = countOf(old.match(wayOut) ?? []);
  for (const [way, count] of countOf(next.match(wayOut) ?? [])) {
    if (count > (ways.get(way) ?? 0)) return `gains a way around its assertions (${way.trim()})`;
  }
  return null;
}

/** Without whole-line and block comments: an assertion in one asserts nothing. */
function codeOf(text: string): string {
  return text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, "")
    .split("\n")
    .filter((line) => !/^\s*(?:\/\/|#|\*)/.test(line))
    .join("\n");
}

/** A statement that begins with an assertion, up to the line that closes its brackets. */
function assertionsIn(code: string): readonly string[] {
  const lines = code.split("\n");
  return lines.flatMap((line, at) => {
    if (!assertion.test(line)) return [];
    let statement = line;
    for (
      let next = at + 1;
      depthOf(statement) > 0 && next < Math.min(lines.length, at + 40);
      next++
    ) {
      statement += `\n${lines[next]}`;
    }
    return [statement.replace(/\s+/g, " ").trim()];
  });
}

function depthOf(text: string): number {
  return (text.match(/[([{]/g)?.length ?? 0) - (text.match(/[)\]}]/g)?.length ?? 0);
}

function countOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function testScripts(manifest: string | null): string {
  return (manifest?.match(/"(?:pre|post)?test[\w:.-]*"\s*:\s*"(?:[^"\\]|\\.)*"/g) ?? []).join("\n");
}
