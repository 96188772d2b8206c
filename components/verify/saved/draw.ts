import { fromBase64 } from "#lib/base/index.ts";
import type { CheckResult } from "#lib/engines/verify/index.ts";
import type { BrowserCheck } from "../browser-check.ts";
import { countWords, outcomeWords, verdictKind, verdictWords } from "../view.ts";
import type { CheckedOutside } from "./check-outside.ts";
import { element } from "./element.ts";
import type { SavedFix } from "./saved-fix.ts";

/** The whole page, from what was checked a moment ago. */
export function drawPage(
  fix: SavedFix,
  { verification, tookMs }: BrowserCheck,
  outside: readonly CheckedOutside[],
): readonly Node[] {
  const kind = verdictKind(verification);
  const { word, title } = verdictWords[kind];
  const failed = verification.checks.find(({ outcome }) => outcome === "fails");
  const bound = verification.statement?.predicate.approval;
  const facts: [string, string][] = [
    ["Organization", fix.organization],
    ...(bound === undefined
      ? []
      : ([
          ["Approved at", bound.at],
          ["Commit", bound.bound.gitCommit],
          ["Tree", bound.bound.gitTree],
          ["Patch", bound.bound.patch],
        ] satisfies [string, string][])),
  ];
  const patch = fix.files["fix.patch"];
  return [
    element("p", { class: "quiet" }, `${fix.fixId}, saved from ${fix.url} at ${fix.savedAt}`),
    element(
      "section",
      { class: `verdict ${kind}`, "aria-labelledby": "verdict" },
      element("strong", {}, word),
      element("h1", { id: "verdict" }, title),
      ...(failed?.reason === undefined ? [] : [element("p", {}, failed.reason)]),
      element(
        "p",
        { class: "quiet" },
        `${countWords(verification.checks)}. Checked by this page itself, in ${tookMs} ms, with no network.`,
      ),
    ),
    pairs(facts),
    element("h2", {}, "Checks"),
    ...verification.checks.map((check) =>
      drawCheck({ ...check, word: outcomeWords[check.outcome] }),
    ),
    ...besideEtna(fix, outside),
    ...(patch === undefined ? [] : [element("h2", {}, "The change"), code(patch, "The change")]),
    ...withoutUs(fix),
  ];
}

/** A check of the verifier's, or what others say. */
interface Drawn {
  readonly id: string;
  readonly title: string;
  readonly outcome: string;
  readonly word: string;
  readonly compared: CheckResult["compared"];
  readonly reason?: string | null;
}

function besideEtna(fix: SavedFix, outside: readonly CheckedOutside[]): readonly Node[] {
  if (outside.length === 0) return [];
  return [
    element("h2", {}, "Beside Etna’s word"),
    element(
      "p",
      {},
      "What others say of the same signature. None of it decides whether the fix is genuine. This page checks entries of public logs itself, with the log’s key that was saved with it; what it cannot check, it says.",
    ),
    ...outside.map(drawCheck),
    ...fix.outsideCommands.flatMap(({ says, command, prints }) => [
      element("p", {}, says),
      code(command, says),
      element("p", { class: "quiet" }, `It prints “${prints}”.`),
    ]),
  ];
}

function drawCheck(check: Drawn): Node {
  const fails = check.outcome === "fails";
  return element(
    "details",
    { id: `check-${check.id}`, class: check.outcome, ...(fails && { open: "" }) },
    element("summary", {}, element("span", {}, check.title), element("em", {}, check.word)),
    element(
      "div",
      {},
      pairs(check.compared.map(({ label, value }) => [label, value])),
      ...(check.reason ? [element("p", {}, check.reason)] : []),
    ),
  );
}

function withoutUs(fix: SavedFix): readonly Node[] {
  return [
    element("h2", {}, "Check it without this page"),
    element(
      "p",
      {},
      "Whoever changed this file could have changed what it says. Save what it carries, and ask cosign:",
    ),
    element(
      "ul",
      {},
      ...Object.entries(fix.files).map(([name, text]) => saved(name, text)),
      ...Object.entries(fix.binaries).map(([name, text]) =>
        saved(name, fromBase64(text) ?? new Uint8Array()),
      ),
    ),
    ...fix.commands.map((command) => code(command, "Command")),
  ];
}

function saved(name: string, content: BlobPart): Node {
  const href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  return element("li", {}, element("a", { href, download: name }, name));
}

function pairs(rows: readonly (readonly [string, string])[]): Node {
  return element(
    "dl",
    {},
    ...rows.flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]),
  );
}

/** What may be wider than the page can be scrolled with the keyboard. */
function code(text: string, label: string): Node {
  return element("pre", { tabindex: "0", role: "region", "aria-label": label }, text);
}
