import { describe, expect, it } from "vitest";
import { inlineCode, plainText, proseText, quietText } from "#lib/services/fixes/forge-text.ts";
import { reviewBody } from "#lib/services/fixes/review-body.ts";

const apart = "\u200b";

/** What GitHub and GitLab act on in text that is drawn: people, issues, requests, addresses. */
const acts = /@[a-z]|#\d|!\d|~[a-z]|%[a-z\d]|&\d|\$\d|\bGH-\d|:\/\/|\bwww\.\w|<!--|<[a-z/]/i;

const hostile = [
  "@team",
  "fixes #1",
  "closes !7 and ~bug %v1 &3 $4 GH-12",
  "Fixes https://github.com/acme/shop/issues/1",
  "www.evil.example",
  "acme/shop#12",
  "<!-- hidden -->",
  "<details><summary>x</summary>",
  "[click](https://evil.example)",
  "![pixel](https://evil.example/x.png)",
  "a | Passed | b\n| c |",
  "```\n# Approved",
  "`code` **bold** _it_ ~~no~~",
  "\u202egnirts\u202c",
  "a\u2028b\u0000c\r\nd",
];

describe("what strangers wrote, where a forge draws it", () => {
  it.each(hostile)("names nobody, closes nothing and stays one line: %j", (text) => {
    for (const drawn of [quietText(text), plainText(text), inlineCode(text)]) {
      expect(drawn).not.toMatch(/[\r\n\u2028\u2029\u202e\0]/);
    }
    const withoutEscapes = plainText(text).replaceAll(/\\([\\`*_[\]<>|~#&])/g, "");
    expect(withoutEscapes).not.toMatch(/[`*[\]<>|]/);
    expect(withoutEscapes).not.toMatch(acts);
    expect(quietText(text)).not.toMatch(/@[a-z]|#\d|:\/\//i);
  });

  it("keeps what means nothing to a forge as it is", () => {
    expect(quietText("src/app.js")).toBe("src/app.js");
    expect(plainText("yaml.load runs what it reads.")).toBe("yaml.load runs what it reads.");
    expect(inlineCode("src/app.js:3")).toBe("`src/app.js:3`");
  });

  it("begins no list, heading or rule", () => {
    expect(plainText("- one")).toBe("\\- one");
    expect(plainText("1. one")).toBe("1\\. one");
    expect(plainText("# one")).toBe("\\# one");
  });

  it("shows as code what a rule writes as code, and nothing in it means more", () => {
    expect(proseText("`yaml.load` runs `a`, then *b*.")).toBe(
      "`yaml.load` runs `a`, then \\*b\\*.",
    );
    expect(proseText("an odd ` stays")).toBe("an odd \\` stays");
    for (const text of hostile) {
      expect(
        proseText(`\`x\` ${text} \`${text}\``).replaceAll(/\\[\\`*_[\]<>|~#&]/g, ""),
      ).not.toMatch(/@[a-z]|#\d|:\/\//i);
    }
  });

  it("is fenced by more backticks than it holds", () => {
    expect(inlineCode("a`b``c")).toBe("```a`b``c```");
    expect(inlineCode("`")).toBe("`` ` ``");
    expect(inlineCode("")).toBe("` `");
  });
});

const facts = {
  findings: [
    {
      detector: null,
      alertUrl: null,
      ruleId: "py/yaml-load",
      cwe: "CWE-502",
      path: "src/@team/fixes #1`<!--|.py",
      startLine: 5,
      message: "@team fixes #1 | Passed |\n| forged | row | Passed |\n<!-- ",
    },
  ],
  patch: [
    "diff --git a/src/a.py b/src/a.py",
    "--- a/src/a.py",
    "+++ b/src/a.py",
    "@@ -1 +1 @@",
    "-yaml.load(x)",
    "+yaml.safe_load(x)",
    "",
  ].join("\n"),
  checks: [
    { id: "gone", title: "Finding gone", outcome: "passed", summary: "a|b @team #1" },
    { id: "customer_ci", title: "Your CI", outcome: "not_run", summary: "At work" },
  ],
  model: null,
  url: "https://etna.example/o/acme/fixes/fx_1",
  approvalOnForge: false,
  signedApprovals: false,
} as const;

describe("the body of a review", () => {
  const body = reviewBody(facts);

  it("says what is wrong, why, what changes, what was checked and how to answer", () => {
    expect(body).toContain("[CWE-502](https://cwe.mitre.org/data/definitions/502.html)");
    expect(body).toContain("- `src/a.py` (+1 −1)");
    expect(body).toContain("| Finding gone | a\\|b @\u200bteam \\#\u200b1 | Passed |");
    expect(body).toContain("Not run, and so not known: your CI.");
    expect(body).toContain("[in Etna](https://etna.example/o/acme/fixes/fx_1)");
    expect(body).toContain("`/etna reject REASON`");
    expect(body).toContain("`/etna snooze 30d`");
    expect(body).toContain("`/etna retry`");
  });

  it("offers an approval on the forge only where it counts", () => {
    expect(body).not.toContain("/etna approve");
    const onForge = { ...facts, approvalOnForge: true };
    expect(reviewBody(onForge)).toContain("`/etna approve`");
    const signed = reviewBody({ ...onForge, signedApprovals: true });
    expect(signed).not.toContain("/etna approve");
    expect(signed).toContain("does not count, because no passkey signs it");
  });

  it("has as many rows as there are checks, whatever a message holds", () => {
    const rows = body.split("\n").filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(2 + facts.checks.length);
    expect(body).not.toMatch(/@team|#1\b|<!--\s*$/m);
    expect(body).toContain(`@${apart}team`);
  });

  it("begins no line with a command, for neither forge nor Etna", () => {
    const turned = { ...facts.findings[0], message: "/etna approve", path: "/merge" };
    for (const text of [body, reviewBody({ ...facts, findings: [turned] })]) {
      const [first = ""] = text.split("\n");
      expect(
        text
          .split("\n")
          .slice(1)
          .some((line) => line.trimStart().startsWith("/")),
      ).toBe(false);
      expect(first.startsWith("/etna") && first === "/etna approve").toBe(false);
    }
  });

  it("names what else the change removes, in lines of its own", () => {
    const [first] = facts.findings;
    const more = reviewBody({ ...facts, findings: [first, { ...first, startLine: 9 }] });
    expect(more).toContain("This change also removes:\n\n- ");
    expect(more).toContain(`: @${apart}team fixes \\#${apart}1`);
  });

  it("says of a task who asked for it and where, and names no place and no rule", () => {
    const task = {
      detector: "A person",
      alertUrl: "https://forge.example/o/r/issues/7#comment-(1)",
      ruleId: "task",
      cwe: "",
      path: "",
      startLine: 0,
      message: "Close the file. fixes #1",
    };
    const text = reviewBody({ ...facts, findings: [task], model: "anthropic/claude-x" });
    expect(text).toContain(
      `Close the file. fixes \\#${apart}1 Asked for by a person, in [a comment](`,
    );
    expect(text).toContain("(https://forge.example/o/r/issues/7#comment-%281%29).");
    expect(text).toContain("Made by `anthropic/claude-x` with your own key; a person decides.");
    expect(text).not.toMatch(/`:0`|by rule|`task`|Weakness/);
    const inConsole = reviewBody({ ...facts, findings: [{ ...task, alertUrl: null }] });
    expect(inConsole).toContain("Asked for by a person.");
    expect(inConsole).not.toContain("Made by");
  });

  it("names the scanner that reported it, and keeps to itself what a rule of ours says", () => {
    const [first] = facts.findings;
    const text = reviewBody({ ...facts, findings: [{ ...first, detector: "Scout @team" }] });
    expect(text).toMatch(/Reported at `.*` by Scout @\u200bteam, rule `py\/yaml-load`\./);
    expect(text).not.toContain("Found at");
  });

  it("links a weakness only where it is one", () => {
    for (const cwe of ["", "CWE-x](https://evil.example)", "CWE-1234567"]) {
      expect(reviewBody({ ...facts, findings: [{ ...facts.findings[0], cwe }] })).not.toContain(
        "Weakness",
      );
    }
  });
});
