import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, startOf } from "../syntax.ts";
import { foundAt } from "./found.ts";
import { openLinks } from "./markup-links.ts";
import { targetBlankExamples } from "./target-blank.examples.ts";

export const targetBlank: Rule = {
  id: "js/target-blank",
  title: "Link to another site that keeps a handle on this page",
  fixTitle: "Open the other site without a handle on this page",
  cwe: "CWE-1022",
  severity: "low",
  fixClass: "A",
  languages: ["tsx", "html"],
  why:
    'A page opened by `target="_blank"` can, in older browsers, lead the tab it came from to another ' +
    "address, such as a copy of your sign-in page. Newer browsers prevent that by themselves. The fix " +
    "says so in `rel`, for all of them.",
  notSeen:
    "Links made by other components or by scripts, links into the same site, and elements with spread " +
    "attributes or a computed `rel`. Files of tests and templates of mails are left out.",
  appliesTo: (path) => !isTestPath(path) && !/e?mail|newsletter/i.test(path),
  hint: /_blank/,
  detect,
  fix,
  examples: targetBlankExamples,
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return openLinks(root, file.language).map(({ element, href }) => {
    const message =
      `The link to \`${href}\` opens in a new tab without \`rel="noopener"\`: in older browsers that ` +
      "page can lead this tab elsewhere.";
    return foundAt(element, message, `link ${href}`);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const link = openLinks(root, file.language).find(
    ({ element }) => startOf(element) === detection.start,
  );
  if (link === undefined) return null;
  const { target, rel, quote } = link;
  if (rel === null) {
    const at = endOf(target);
    return [{ start: at, end: at, text: ` rel=${quote}noopener noreferrer${quote}` }];
  }
  const words = [...rel.text.split(/\s+/), "noopener", "noreferrer"].filter((word) => word !== "");
  const text = `rel=${rel.quote}${words.join(" ")}${rel.quote}`;
  return [{ start: startOf(rel.attribute), end: endOf(rel.attribute), text }];
}
