import type { BrowserCheck } from "../browser-check.ts";
import { countWords, outcomeWords, type VerifyCheck, verdictKind, verdictWords } from "../view.ts";
import { element } from "./element.ts";
import type { SavedFix } from "./saved-fix.ts";

/** The whole page, from what was checked a moment ago. */
export function drawPage(fix: SavedFix, { verification, tookMs }: BrowserCheck): readonly Node[] {
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
    ...verification.checks.map(drawCheck),
    ...(patch === undefined ? [] : [element("h2", {}, "The change"), code(patch, "The change")]),
    ...withoutUs(fix),
  ];
}

function drawCheck(check: VerifyCheck): Node {
  const fails = check.outcome === "fails";
  return element(
    "details",
    { id: `check-${check.id}`, class: check.outcome, ...(fails && { open: "" }) },
    element(
      "summary",
      {},
      element("span", {}, check.title),
      element("em", {}, outcomeWords[check.outcome]),
    ),
    element(
      "div",
      {},
      pairs(check.compared.map(({ label, value }) => [label, value])),
      ...(check.reason === undefined ? [] : [element("p", {}, check.reason)]),
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
      ...Object.entries(fix.files).map(([name, text]) => {
        const href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
        return element("li", {}, element("a", { href, download: name }, name));
      }),
    ),
    ...fix.commands.map((command) => code(command, "Command")),
  ];
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
