import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "#lib/base/index.ts";
import { placeReports, readSarif, scan, toSarif } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { bytes, gzipped, log, result, run } from "../../support/sarif.ts";
import { refused, strayUris } from "../../vectors/sarif/hostile.ts";

const files = new Map([
  ["src/app.js", "one\ntwo\nthree\nfour\nfive\nsix\n"],
  ["src/a b.js", "x\n"],
  ["package.json", "{}\n"],
  ["etc/passwd.md", "no\n"],
]);
const tree = memoryWorkspace(files);
const at = (uri: string, line = 3) => ({ uri, line });

async function imported(value: unknown, workspace = tree) {
  return await placeReports(await readSarif(bytes(value)), workspace);
}

async function findings(value: unknown, workspace = tree) {
  return (await imported(value, workspace)).flatMap((each) => each.findings);
}

const pathsOf = async (...args: Parameters<typeof findings>) =>
  (await findings(...args)).map(({ path }) => path);

describe("a SARIF file that is not one", () => {
  it.each(Object.entries(refused))(
    "is refused in words: %s",
    async (_name, [make, code, words]) => {
      const error: unknown = await readSarif(make()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    },
  );

  it("is refused or read, and never anything else, whatever it holds", async () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record({
        version: fc.constant("2.1.0"),
        runs: fc.array(
          fc.record({
            tool: fc.record({ driver: fc.record({ name: fc.string() }) }),
            results: fc.array(fc.oneof(fc.jsonValue(), fc.constant(result("a", at("src/app.js"))))),
            originalUriBaseIds: fc.jsonValue(),
          }),
          { maxLength: 3 },
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (each) => {
        const runs = await imported(each).catch((error: unknown) => {
          expect(isAppError(error, "invalid_input")).toBe(true);
          return [];
        });
        for (const { path } of runs.flatMap((one) => one.findings)) {
          expect([...files.keys()]).toContain(path);
        }
      }),
      { seed: 20261123, numRuns: 400 },
    );
  });
});

describe("a SARIF file", () => {
  it("is read with a byte order mark, and packed", async () => {
    const value = log(run("T", [result("a", at("src/app.js"))]));
    expect(await readSarif(gzipped(value))).toEqual(await readSarif(bytes(value)));
    const marked = await readSarif(bytes(`\uFEFF${JSON.stringify(value)}`));
    expect(marked).toEqual(await readSarif(bytes(value)));
  });

  it("of 10 MB in one message is read, and the message cut", async () => {
    const long = result("a", at("src/app.js"), { message: { text: "m".repeat(10_000_000) } });
    const [finding] = await findings(log(run("T", [long])));
    expect(finding?.message.length).toBe(4000);
    expect(finding?.message.endsWith("…")).toBe(true);
  });

  it("of 25,000 results in one file is read", async () => {
    const many = Array.from({ length: 25_000 }, (_, line) =>
      result("a", at("src/app.js", line + 1), { message: { text: `m${line}` } }),
    );
    expect(await findings(log(run("T", many)))).toHaveLength(25_000);
  });

  it.each(strayUris.map((uri) => [uri.slice(0, 40), uri]))(
    "never leads out of the repository: %s",
    async (_name, uri) => {
      for (const more of [{}, { originalUriBaseIds: { ROOT: { uri: "src/" } } }]) {
        const based = { uri, line: 1, ...("originalUriBaseIds" in more && { uriBaseId: "ROOT" }) };
        const [only] = await imported(log(run("T", [result("a", based)], more)));
        expect(only?.findings).toEqual([]);
        expect((only?.withoutPlace ?? 0) + (only?.elsewhere ?? 0)).toBe(1);
      }
    },
  );

  it.each([
    ["src/app.js", "src/app.js"],
    ["./src//app.js", "src/app.js"],
    ["src/a%20b.js", "src/a b.js"],
    ["src\\app.js", "src/app.js"],
    ["src/app.js#L3", "src/app.js"],
    ["file:///home/ci/work/repo/src/app.js", "src/app.js"],
    ["/home/ci/work/repo/src/app.js", "src/app.js"],
    ["file:///C:/ci/repo/src/app.js", "src/app.js"],
    ["D:\\ci\\repo\\src\\app.js", "src/app.js"],
    ["/src/app.js", "src/app.js"],
    ["package.json", "package.json"],
  ])("finds %s where it is", async (uri, path) => {
    expect(await pathsOf(log(run("T", [result("a", at(uri))])))).toEqual([path]);
  });

  it("resolves bases on bases, and none that goes round in a circle", async () => {
    const based = (uri: string, originalUriBaseIds: unknown) =>
      pathsOf(
        log(run("T", [result("a", { uri, line: 1, uriBaseId: "A" })], { originalUriBaseIds })),
      );
    expect(await based("app.js", { A: { uri: "src/" } })).toEqual(["src/app.js"]);
    expect(await based("app.js", { A: { uri: "src/", uriBaseId: "B" }, B: {} })).toEqual([
      "src/app.js",
    ]);
    expect(
      await based("app.js", { A: { uri: "src/", uriBaseId: "B" }, B: { uri: "file:///home/x/" } }),
    ).toEqual(["src/app.js"]);
    expect(await based("package.json", { A: { uri: "file:///home/x/repo/" } })).toEqual([
      "package.json",
    ]);
    expect(await based("app.js", { A: { uri: "", uriBaseId: "A" } })).toEqual([]);
    expect(await based("app.js", JSON.parse('{"__proto__":{"uri":"src/"}}'))).toEqual([]);
    expect(await based("src/app.js", "nonsense")).toEqual(["src/app.js"]);
  });

  it("says severity as its tool does", async () => {
    const one = async (more: object, rule: object = {}) => {
      const value = run(
        "T",
        [result("a", at("src/app.js"), more)],
        {},
        { rules: [{ id: "a", ...rule }] },
      );
      return (await findings(log(value)))[0]?.severity;
    };
    expect(await one({ level: "error" })).toBe("high");
    expect(await one({})).toBe("medium");
    expect(await one({ level: "note" })).toBe("low");
    expect(await one({}, { defaultConfiguration: { level: "error" } })).toBe("high");
    expect(await one({ level: "note" }, { properties: { "security-severity": "9.1" } })).toBe(
      "critical",
    );
    expect(await one({}, { properties: { "security-severity": 7.5 } })).toBe("high");
    expect(await one({}, { properties: { "security-severity": "no number" } })).toBe("medium");
  });

  it.each([
    [{ properties: { tags: ["security", "external/cwe/cwe-079"] } }, "CWE-79"],
    [{ properties: { tags: ["CWE-89: SQL Injection"] } }, "CWE-89"],
    [{ properties: { cwe: ["CWE-611"] } }, "CWE-611"],
    [{ properties: { cwe: "https://cwe.mitre.org/data/definitions/22.html" } }, "CWE-22"],
    [{ relationships: [{ target: { id: "78", toolComponent: { name: "CWE" } } }] }, "CWE-78"],
    [{ properties: { tags: ["CWE-20", "CWE-502"] } }, "CWE-502"],
    [{ properties: { tags: ["secret"] } }, "CWE-798"],
    [{ properties: { tags: ["style"] } }, ""],
    [{}, ""],
  ])("knows the weakness: %j", async (rule, cwe) => {
    const value = run("T", [result("a", at("src/app.js"))], {}, { rules: [{ id: "a", ...rule }] });
    expect((await findings(log(value)))[0]?.cwe).toBe(cwe);
  });

  it("finds a rule by its index, its id, its extension, or the id above its own", async () => {
    const rules = [
      { id: "x", name: "X" },
      { id: "a", name: "A" },
    ];
    const extensions = [{ name: "pack", rules: [{ id: "e", name: "E" }] }];
    const titled = async (more: object) => {
      const value = run("T", [{ ...result("", at("src/app.js")), ruleId: undefined, ...more }]);
      const tool = { driver: { name: "T", rules }, extensions };
      return (await findings(log({ ...value, tool })))[0]?.title;
    };
    expect(await titled({ ruleIndex: 1 })).toBe("A");
    expect(await titled({ ruleId: "a" })).toBe("A");
    expect(await titled({ ruleId: "a/part" })).toBe("A");
    expect(await titled({ rule: { index: 0, toolComponent: { index: 0 } } })).toBe("E");
    expect(await titled({ ruleId: "a", ruleIndex: 0 })).toBe("A");
    expect(await titled({ ruleId: "__proto__", ruleIndex: 99 })).toBe("says so.");
  });

  it("fills a message's placeholders", async () => {
    const rules = [{ id: "a", messageStrings: { m: { text: "{0} meets {1}, {2}" } } }];
    const message = { id: "m", arguments: ["One", "two"] };
    const value = run("T", [result("a", at("src/app.js"), { message })], {}, { rules });
    expect((await findings(log(value)))[0]?.message).toBe("One meets two, {2}");
  });

  it("leaves out what is suppressed, passes, or was there before", async () => {
    const one = (more: object) => result("a", at("src/app.js"), more);
    const [read] = await imported(
      log(
        run("T", [
          one({ suppressions: [{ kind: "inSource" }] }),
          one({ suppressions: [{ kind: "external", status: "accepted" }] }),
          one({ suppressions: [{ kind: "external", status: "underReview" }] }),
          one({ suppressions: [], message: { text: "b" } }),
          one({ kind: "pass" }),
          one({ baselineState: "absent" }),
        ]),
      ),
    );
    expect(read?.suppressed).toBe(2);
    expect(read?.findings).toHaveLength(2);
  });

  it("keeps no character that no database or reader would bear", async () => {
    const odd = "a\u0000b \ud800 \u202ec";
    const value = run(odd, [result(odd, at("src/app.js"), { message: { text: odd } })]);
    const [read] = await imported(log(value));
    for (const text of [read?.tool, read?.findings[0]?.ruleId, read?.findings[0]?.title]) {
      expect(text).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
      expect(text?.isWellFormed()).toBe(true);
    }
    expect(read?.findings[0]?.message).toBe("a\ufffdb \ufffd \u202ec");
  });
});

describe("a reported finding", () => {
  const value = log(run("T", [result("a", at("src/app.js", 3)), result("a", at("src/app.js", 5))]));

  it("is the same when its line moves, and another in other code", async () => {
    const moved = memoryWorkspace(
      new Map([["src/app.js", "zero\nzero\none\ntwo\nthree\nfour\nfive\nsix\n"]]),
    );
    const later = log(
      run("T", [result("a", at("src/app.js", 5)), result("a", at("src/app.js", 7))]),
    );
    const prints = async (...args: Parameters<typeof findings>) =>
      (await findings(...args)).map(({ fingerprint }) => fingerprint);
    expect(await prints(later, moved)).toEqual(await prints(value));
    expect(new Set([...(await prints(value)), ...(await prints(later))]).size).toBe(3);
  });

  it("is known by its tool's own fingerprint where there is one", async () => {
    const printed = (line: number, print: string) =>
      log(
        run("T", [result("a", at("src/app.js", line), { partialFingerprints: { "p/v1": print } })]),
      );
    const [a] = await findings(printed(3, "one"));
    const [b] = await findings(printed(5, "one"));
    const [c] = await findings(printed(5, "two"));
    expect(b?.fingerprint).toBe(a?.fingerprint);
    expect(c?.fingerprint).not.toBe(a?.fingerprint);
  });

  it("of one tool, category or rule is not that of another", async () => {
    const one = async (tool: string, id: string, ruleId: string) => {
      const runOf = run(tool, [result(ruleId, at("src/app.js"))], { automationDetails: { id } });
      return (await findings(log(runOf)))[0]?.fingerprint;
    };
    const prints = await Promise.all([
      one("T", "x/1", "a"),
      one("T", "x/2", "a"),
      one("T", "y/1", "a"),
      one("U", "x/1", "a"),
      one("T", "x/1", "b"),
    ]);
    expect(prints[0]).toBe(prints[1]);
    expect(new Set(prints).size).toBe(4);
  });

  it("shows code from the repository and not from the file, its secrets blanked", async () => {
    const token = `ghp_${"Zk3VbQ9sLw2XcR7tYh5MnP1dFg8JaK4uEoTi"}`;
    const plain = `hunter${"2hunter2"}`;
    const workspace = memoryWorkspace(
      new Map([["src/k.js", `const a = "${token}";\nconst b = "${plain}";\n`]]),
    );
    const region = { startLine: 2, startColumn: 12, endLine: 2, endColumn: 12 + plain.length };
    const leak = result("leak", at("src/k.js", 2), {
      message: { text: `found ${plain} and ${token}` },
    });
    const located = {
      ...leak,
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "src/k.js" },
            region: { ...region, snippet: { text: `b = ${plain}` } },
          },
        },
      ],
    };
    const text = JSON.stringify(await imported(log(run("gitleaks", [located])), workspace));
    expect(text).toContain("const b = ");
    expect(text).not.toContain(plain);
    expect(text).not.toContain(token);
  });

  it("comes back from our own writing with its fingerprint, place and weakness", async () => {
    const weak =
      "export function makeToken() {\n  const token = Math.random().toString(36);\n  return token;\n}\n";
    const workspace = memoryWorkspace(new Map([["src/t.js", weak]]));
    const report = await scan(workspace);
    const [own] = report.findings;
    const [back] = await findings(toSarif(report), workspace);
    expect(own).toBeDefined();
    expect(back).toMatchObject({
      etnaPrint: own?.fingerprint,
      ruleId: own?.ruleId,
      severity: own?.severity,
      cwe: own?.cwe,
      path: own?.path,
      startLine: own?.startLine,
      frame: own?.frame,
    });
  });
});
