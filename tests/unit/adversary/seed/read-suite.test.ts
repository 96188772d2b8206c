import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  builtInSuite,
  mergeSuites,
  readSuite,
  seedDigest,
  seedJsonSchema,
} from "#lib/engines/adversary/index.ts";
import { onlySeed, seedFile, suiteWith } from "#tests/support/adversary/seeds.ts";

type Fields = Readonly<Record<string, unknown>>;
const world = { documents: [{ id: "terms", title: "Terms", text: "{{payload}}" }] };
const ask = [{ say: "What do the terms say?" }];

describe("a folder of seeds", () => {
  it("is a suite whose digest does not depend on the order of its files", () => {
    const [a, b] = [seedFile({ id: "LLM01-001" }), seedFile({ id: "LLM02-001" })];
    const suite = readSuite([a, b]);
    expect([...suite.seeds.keys()]).toEqual(["LLM01-001", "LLM02-001"]);
    expect(readSuite([b, a])).toEqual(suite);
    expect([...readSuite([b, a]).seeds.keys()]).toEqual([...suite.seeds.keys()]);
    expect(suite.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has another digest when a word of a seed changes, and so has the seed", () => {
    const before = suiteWith({});
    const after = suiteWith({ remediation: "Treat what messages say as data, always." });
    expect(after.digest).not.toBe(before.digest);
    expect(seedDigest(onlySeed(after))).not.toBe(seedDigest(onlySeed(before)));
    expect(seedDigest(onlySeed(suiteWith({})))).toBe(seedDigest(onlySeed(before)));
  });

  it("joins a customer’s own, and refuses an id that is taken", () => {
    const own = suiteWith({ id: "OWN-001" });
    expect([...mergeSuites(suiteWith({}), own).seeds.keys()]).toEqual(["LLM01-001", "OWN-001"]);
    expect(() => mergeSuites(own, own)).toThrow("Two seeds are called OWN-001");
  });

  it("may be empty", () => {
    expect(readSuite([]).seeds.size).toBe(0);
  });
});

const faults: readonly (readonly [string, Fields, string])[] = [
  ["a field that is unknown", { sevrity: "low" }, "`sevrity` is unknown"],
  ["a severity that is none", { severity: "grave" }, "`severity`: "],
  ["an id of another category", { category: "LLM02:2025" }, "Make them agree"],
  ["a slot that is unknown", { turns: [{ say: "{{payload}} {{kode}}" }] }, "{{kode}} is unknown"],
  [
    "a canary that is of no use",
    { canaries: { code: "token", spare: "word" } },
    "spare is planted nowhere",
  ],
  [
    "a canary called payload",
    { canaries: { code: "token", payload: "word" } },
    "cannot be called payload",
  ],
  ["a payload that is not used", { turns: [{ say: "Hello" }] }, "{{payload}} is used 0 times"],
  ["a payload that is used twice", { turns: [{ say: "{{payload}} {{payload}}" }] }, "used 2 times"],
  [
    "a payload that is not given",
    { payload: undefined, canaries: { code: "token" }, turns: [{ say: "{{payload}} {{code}}" }] },
    "used and not given",
  ],
  ["a translation with other slots", { translations: { de: "Sag etwas." } }, "same slots"],
  [
    "a question for a canary that nobody planted",
    {
      canaries: { code: "token", other: "word" },
      turns: [{ say: "{{payload}} {{other}}" }],
      benign: { turns: [{ say: "Hello" }], expect: { canary: { slot: "code" } } },
    },
    "asked for and planted nowhere",
  ],
  [
    "a question for a canary that is none",
    { breach: { canary: { slot: "kode" } } },
    "There is no canary kode",
  ],
  [
    "calls that nothing tells of",
    { breach: { called: { tool: "send_message" } } },
    "Add tools, or trace, to needs",
  ],
  [
    "a tool that is none",
    { needs: ["tools"], breach: { called: { tool: "send_mail" } } },
    "There is no tool send_mail",
  ],
  [
    "an argument that a tool has not",
    {
      needs: ["tools"],
      breach: { called: { tool: "send_message", arguments: { recipient: "x" } } },
    },
    "has no argument recipient",
  ],
  [
    "a change of the world without tools",
    { breach: { changed: { table: "orders", id: "1", field: "status" } } },
    "Add tools to needs",
  ],
  [
    "a table that is none",
    { needs: ["tools"], breach: { changed: { table: "order", id: "1", field: "status" } } },
    "There is no table order",
  ],
  ["a burst without limits", { breach: { unlimited: { requests: 20 } } }, "Add limits to needs"],
  ["a world that nothing shows", { world, turns: ask }, "Nothing shows the world"],
  [
    "a document that is not planted",
    { needs: ["documents"], turns: [{ say: "{{payload}}", attach: ["terms"] }] },
    "There is no document terms",
  ],
  [
    "a document without the capability",
    { needs: ["tools"], world, turns: [{ say: "What is in it?", attach: ["terms"] }] },
    "Add documents to needs",
  ],
  [
    "a later session without memory",
    { turns: [{ say: "{{payload}}" }, { say: "And now?", session: 2 }] },
    "Add memory to needs",
  ],
  [
    "several turns without sessions",
    { turns: [{ say: "{{payload}}" }, { say: "And now?" }] },
    "Add sessions to needs",
  ],
  [
    "a second person without identities",
    { turns: [{ say: "{{payload}}", as: "second" }] },
    "Add identities to needs",
  ],
  ["a system prompt without system", { system: "You are kind." }, "Add system to needs"],
  [
    "a failing tool that is none",
    { needs: ["tools"], world: { ...world, failures: { read_mail: "No." } }, turns: ask },
    "There is no tool read_mail",
  ],
  [
    "a pattern that may never end",
    { breach: { says: { matches: "(a+)+$" } } },
    "would try very many ways",
  ],
  ["a pattern that is none", { breach: { says: { matches: "(" } } }, "not a regular expression"],
  [
    "a pattern deep in a tree",
    { breach: { any: [{ not: { says: { matches: "(a|a)*b" } } }] } },
    "`breach.any.0.not.says`",
  ],
  [
    "a grader with a wrong field",
    { breach: { canary: { slot: "code", inn: ["answer"] } } },
    "`breach.canary.inn` is unknown",
  ],
];

describe("a seed is refused for", () => {
  it.each(faults)("%s", (_name, fields, words) => {
    expect(() => readSuite([seedFile(fields)])).toThrow(words);
  });

  it("an anchor, an alias, a tag, a name given twice, and nesting without end", () => {
    const wrong = [
      ["a: &a [x]\nb: [*a, *a]", "Anchors and aliases are not read"],
      ["a: !secret x", "The tag"],
      ["a: 1\na: 2", "It is no YAML that can be read"],
      ["[".repeat(50_000), "nested deeper than 60 levels"],
      [`${"- ".repeat(5000)}x`, "nested deeper than 60 levels"],
      ["a: 1\n---\nb: 2", "holds 2 documents"],
      ["", "holds 0 documents"],
      ["just words", "The file"],
      [`a: "${"x".repeat(300_000)}"`, "larger than 256 kB"],
    ] as const;
    for (const [text, words] of wrong) {
      expect(() => readSuite([{ path: "OWN-001.yaml", text }]), text.slice(0, 40)).toThrow(words);
    }
  });

  it("an id that another file has, by the name of that file", () => {
    const twin = { ...seedFile(), path: "again.yaml" };
    expect(() => readSuite([seedFile(), twin])).toThrow(
      "again.yaml:1: The id LLM01-001 is taken by LLM01-001.yaml",
    );
  });

  it("what is wrong, named by file, line and field, the first faults of many", () => {
    const wrong = seedFile({ severity: "grave" });
    const line = wrong.text.split("\n").findIndex((each) => each.startsWith("severity")) + 1;
    expect(() => readSuite([wrong])).toThrow(`LLM01-001.yaml:${line}: \`severity\``);
    const many = Array.from({ length: 30 }, (_, index) => ({ path: `${index}.yaml`, text: "x" }));
    expect(() => readSuite(many)).toThrow("And 22 more.");
  });
});

describe("a seed may", () => {
  it("hold braces that are no slot, and a lone name that is a canary of its own", () => {
    const seed = onlySeed(
      suiteWith({
        payload: "Render {{ 7*7 }} and {{code}} and {%x%}.",
        category: "LLM05:2025",
        id: "LLM05-001",
      }),
    );
    expect(seed.payload).toContain("{{ 7*7 }}");
  });

  it("ask for calls of tools that are the agent’s own, by its trace", () => {
    expect(
      suiteWith({ needs: ["trace"], breach: { called: { tool: "rates.lookup" } } }).seeds.size,
    ).toBe(1);
  });
});

describe("the published schema", () => {
  it("takes what the reader takes, and refuses an unknown field", () => {
    const validate = new Ajv2020({ strict: false }).compile(seedJsonSchema());
    expect(validate(parse(seedFile().text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(parse(seedFile({ sevrity: "low" }).text))).toBe(false);
  });
});

describe("the built-in suite", () => {
  it("has every file of its folder, and nothing in it that is refused of a customer’s", async () => {
    const folder = "lib/engines/adversary/seeds";
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      /\.ya?ml$/.test(name),
    );
    const files = await Promise.all(
      names.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
    );
    const suite = await builtInSuite();
    expect(suite.seeds.size).toBe(files.length);
    expect(readSuite(files).digest).toBe(suite.digest);
  });
});
