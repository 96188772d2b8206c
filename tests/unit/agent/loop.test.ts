import { describe, expect, it } from "vitest";
import { changed, goodEdit, runWith, textOf, tokenFile } from "./scripted.ts";

const done = [["submit", { fixed: true, summary: "Uses randomUUID." }]] as const;

describe("the loop", () => {
  it("hands in a change that every check agrees with", async () => {
    const ran = await runWith([
      [["search", { text: "Math.random" }]],
      [["view", { path: tokenFile, start_line: 1, end_line: 99 }]],
      [["str_replace", goodEdit]],
      [["check", {}]],
      done,
    ]);
    expect(ran.end).toMatchObject({ state: "submitted", summary: "Uses randomUUID." });
    expect(ran.changes).toHaveLength(1);
    expect(ran.changes[0]?.after).toContain("crypto.randomUUID()");
    expect(ran).toMatchObject({ steps: 5, usage: { inputTokens: 5000, outputTokens: 500 } });
    expect(ran.costUsd).toBeCloseTo(0.05);
    expect(ran.asked[0]?.tools.map(({ name }) => name)).toEqual([
      "search",
      "view",
      "str_replace",
      "check",
      "submit",
    ]);
    expect(textOf(ran.asked[4])).toContain("passed: Finding gone on re-scan");
  });

  it("believes no claim of success, and ends refused with what failed", async () => {
    const ran = await runWith([done]);
    expect(ran.end).toMatchObject({ state: "refused", failed: [{ id: "changes" }] });
    expect(ran.steps).toBe(3);
    const useless = { ...goodEdit, old_text: 'log("made")', new_text: 'log("made it")' };
    const claims = await runWith([[["str_replace", useless]], done]);
    expect(claims.end).toMatchObject({ state: "refused", failed: [{ id: "finding_gone" }] });
    expect(claims.changes).toEqual([]);
  });

  it("lets a refused change be repaired and handed in again", async () => {
    const broken = { ...goodEdit, new_text: "crypto.randomUUID(" };
    const repair = { path: tokenFile, old_text: "randomUUID(", new_text: "randomUUID()" };
    const ran = await runWith([[["str_replace", broken]], done, [["str_replace", repair]], done]);
    expect(textOf(ran.asked[2])).toContain("failed: Every touched file parses");
    expect(ran.end).toMatchObject({ state: "submitted" });
  });

  it("gives up when the model does, with its reason", async () => {
    const ran = await runWith([[["submit", { fixed: false, summary: "Too risky." }]]]);
    expect(ran.end).toEqual({ state: "gave_up", why: "Too risky." });
  });

  it.each([
    ["steps", { maxSteps: 4 }, 4],
    ["tokens", { maxTokens: 2500 }, 3],
    ["money", { maxCostUsd: 0.015 }, 2],
  ] as const)("ends out of %s", async (what, limits, steps) => {
    const turns = Array.from(
      { length: 9 },
      (_, at) => [["search", { text: `some${at}` }]] as const,
    );
    const ran = await runWith(turns, { limits });
    expect(ran).toMatchObject({ end: { state: "out_of", what }, steps, changes: [] });
  });

  it("ends where its cost has a limit and is not known", async () => {
    const turn = { calls: [{ id: "a", name: "search", input: { text: "token" } }], costUsd: null };
    const ran = await runWith([turn], { limits: { maxCostUsd: 5 } });
    expect(ran).toMatchObject({ end: { state: "out_of", what: "price" }, steps: 1, costUsd: null });
  });

  it("repeats no secret that the model says, in the transcript or in its summary", async () => {
    const secret = ["gh", "p_", "Zx8Qw2Er5Ty7Ui9Op1As3Df4Gh6Jk8Lz0Xc2"].join("");
    const summary = `It was ${secret} all along.`;
    const ran = await runWith([
      { text: summary, calls: [{ id: "a", name: "search", input: { text: secret } }] },
      [["submit", { fixed: false, summary }]],
    ]);
    expect(ran.end).toMatchObject({ state: "gave_up", why: expect.stringContaining("all along") });
    expect(ran.events.some(({ kind }) => kind === "answered")).toBe(true);
    expect(JSON.stringify([ran.end, ran.events])).not.toContain(secret);
  });

  it("ends out of time when the model never answers", async () => {
    const ran = await runWith(["never"]);
    expect(ran.end).toEqual({ state: "out_of", what: "time" });
    expect(ran.events.at(-1)).toMatchObject({ kind: "ended", detail: { state: "out_of" } });
  });

  it("ends out of room rather than send more than the cap", async () => {
    const ran = await runWith([done], { brief: [{ own: "x".repeat(200_000) }] });
    expect(ran).toMatchObject({ end: { state: "out_of", what: "room" }, asked: [] });
  });

  it("is called off at once", async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await runWith([done], { signal: controller.signal })).end).toEqual({
      state: "called_off",
    });
  });

  it("asks again when told to wait, as long as it was told, and says what failed in the end", async () => {
    const slow = {
      ok: false,
      kind: "rate_limited",
      message: "Wait.",
      retryAfterSeconds: 7,
    } as const;
    const ran = await runWith([slow, slow, [["submit", { fixed: false, summary: "No." }]]]);
    expect(ran.clock.waitedMs).toEqual([7000, 7000]);
    expect(ran).toMatchObject({ end: { state: "gave_up" }, steps: 1 });
    const failed = await runWith([slow]);
    expect(failed.end).toEqual({ state: "model_failed", failure: slow });
    const refusedKey = { ...slow, kind: "key_refused", retryAfterSeconds: null } as const;
    const once = await runWith([refusedKey]);
    expect(once.asked).toHaveLength(1);
    expect(once.end).toMatchObject({ state: "model_failed", failure: { kind: "key_refused" } });
  });

  it("does not wait longer than the run may take", async () => {
    const slow = {
      ok: false,
      kind: "overloaded",
      message: "Wait.",
      retryAfterSeconds: 4000,
    } as const;
    const ran = await runWith([slow]);
    expect(ran.clock.waitedMs).toEqual([]);
    expect(ran.end).toMatchObject({ state: "model_failed", failure: { kind: "overloaded" } });
  });

  it("counts a price that is not known as not known", async () => {
    const ran = await runWith([
      {
        costUsd: null,
        calls: [{ id: "a", name: "submit", input: { fixed: false, summary: "No." } }],
      },
    ]);
    expect(ran.costUsd).toBeNull();
  });

  it("estimates tokens where the provider says none", async () => {
    const ran = await runWith([{ usage: null, text: "hm" }]);
    expect(ran.usage.inputTokens).toBeGreaterThan(100);
  });

  it("saves the transcript also when something of ours breaks", async () => {
    const events: string[] = [];
    const files = new Map([[tokenFile, "const token = Math.random();\n"]]);
    const broken = {
      calls: [
        {
          id: "a",
          name: "view",
          get input(): unknown {
            throw new Error("broken");
          },
        },
      ],
    };
    await expect(
      runWith([broken], { files }).catch((error: Error) => {
        events.push(error.message);
        throw error;
      }),
    ).rejects.toThrow("broken");
    expect(events).toEqual(["broken"]);
  });
});

describe("a model that does not behave", () => {
  const give = [["submit", { fixed: false, summary: "No." }]] as const;

  it.each([
    ["unknown tools", [["shell", { command: "ls" }]], "there is no such tool"],
    ["malformed arguments", [["view", '{"path": "src']], "not valid JSON"],
    ["arguments of another form", [["view", { path: 5 }]], "view takes path"],
    ["no arguments", [["str_replace", null]], "str_replace takes path"],
    [
      "a text that is not there",
      [["str_replace", { ...goodEdit, old_text: "Math.rnd" }]],
      "does not stand in the file",
    ],
    [
      "a text that is there twice",
      [["str_replace", { ...goodEdit, old_text: "token" }]],
      "Add lines around it",
    ],
    [
      "an edit of nothing",
      [["str_replace", { ...goodEdit, new_text: goodEdit.old_text }]],
      "are the same",
    ],
    [
      "a file of secrets",
      [["view", { path: ".env", start_line: 1, end_line: 9 }]],
      "holds secrets",
    ],
    [
      "a path outside",
      [["view", { path: "../../etc/passwd", start_line: 1, end_line: 9 }]],
      "leaves its folder",
    ],
    [
      "a workflow",
      [
        [
          "str_replace",
          { path: ".github/workflows/ci.yml", old_text: "push", new_text: "pull_request_target" },
        ],
      ],
      "outside of what this fix may change",
    ],
    [
      "git's own folder",
      [["str_replace", { path: ".git/hooks/pre-commit", old_text: "", new_text: "x" }]],
      "names a .git folder",
    ],
    ["a validator that is none", [["check", { name: "npm test" }]], "check takes one of"],
    [
      "lines that are not there",
      [["view", { path: tokenFile, start_line: 90, end_line: 99 }]],
      "has 7 lines",
    ],
  ] as const)("is told about %s and goes on", async (_name, turn, words) => {
    const ran = await runWith([turn, give]);
    expect(textOf(ran.asked[1])).toContain(words);
    expect(ran.end).toEqual({ state: "gave_up", why: "No." });
  });

  it("is ended when it only talks", async () => {
    const ran = await runWith(["It is fixed.", "Truly.", "Believe me."]);
    expect(ran.end).toEqual({ state: "gave_up", why: "The model called no tool." });
    expect(textOf(ran.asked[1])).toContain("You called no tool.");
  });

  it("is ended when it goes in circles", async () => {
    const ran = await runWith([[["view", { path: tokenFile, start_line: 1, end_line: 3 }]]]);
    expect(ran).toMatchObject({
      end: { state: "gave_up", why: "The model repeated itself." },
      steps: 5,
    });
  });

  it("says each edit as the whole change so far, each check, and what each request showed first", async () => {
    const ran = await runWith([
      [["view", { path: tokenFile, start_line: 1, end_line: 2 }]],
      [
        ["str_replace", goodEdit],
        ["check", {}],
      ],
      done,
    ]);
    const of = (kind: string) => ran.events.filter((event) => event.kind === kind);
    expect(of("changed").map(({ detail }) => detail)).toEqual([
      {
        files: 1,
        additions: 1,
        deletions: 1,
        patch: expect.stringContaining("crypto.randomUUID()"),
      },
    ]);
    expect(of("checked").map(({ step }) => step)).toEqual([2, 3]);
    const [, second] = of("asked");
    expect(second?.detail).toMatchObject({
      pieces: [{ request: 2, path: tokenFile, startLine: 1, endLine: 2 }],
      files: [{ path: tokenFile, lines: expect.any(Number) }],
    });
    const pieces = of("asked").flatMap(({ detail }) => detail.pieces);
    expect(pieces).toEqual(ran.ledger.pieces);
  });

  it("floods neither the next request nor the transcript", async () => {
    const flood = {
      text: "a".repeat(500_000),
      calls: Array.from({ length: 50 }, (_, at) => ({
        id: `c${at}`,
        name: "search",
        input: { text: `${at}${"b".repeat(5000)}` },
      })),
    };
    const ran = await runWith([flood, give]);
    expect(textOf(ran.asked[1]).length).toBeLessThan(300_000);
    expect(textOf(ran.asked[1])).toContain("At most 8 calls");
    expect(JSON.stringify(ran.events).length).toBeLessThan(40_000);
  });

  it("cannot have two edits at once where the second no longer fits", async () => {
    const ran = await runWith([
      [
        ["str_replace", goodEdit],
        ["str_replace", goodEdit],
      ],
      [["submit", { fixed: true, summary: "Done." }]],
    ]);
    expect(ran.end).toMatchObject({ state: "submitted" });
    expect(changed(ran.changes)).toEqual([tokenFile]);
  });

  it("cannot hide the finding behind a comment or a mark", async () => {
    const excuse = {
      path: tokenFile,
      old_text: "  const token = Math",
      new_text: "  // etna-ignore js/insecure-random: fine\n  const token = Math",
    };
    const mark = {
      path: tokenFile,
      old_text: "import { log }",
      new_text: "// @generated\nimport { log }",
    };
    for (const edit of [excuse, mark]) {
      const ran = await runWith([
        [["str_replace", edit]],
        [["submit", { fixed: true, summary: "Done." }]],
      ]);
      expect(ran.end.state).toBe("refused");
    }
  });
});

describe("ways of editing", () => {
  const submitDone = [["submit", { fixed: true, summary: "Done." }]] as const;

  it("takes OpenAI's patches for models that do best with them", async () => {
    const patch = `*** Begin Patch\n*** Update File: ${tokenFile}\n@@\n-  const token = Math.random().toString(36).slice(2);\n+  const token = crypto.randomUUID();\n   log("made");\n*** End Patch`;
    const ran = await runWith([[["apply_patch", { patch }]], submitDone], {
      model: "openai/gpt-5.4",
    });
    expect(ran.asked[0]?.tools[2]?.name).toBe("apply_patch");
    expect(ran.end).toMatchObject({ state: "submitted" });
  });

  it.each([
    ["no envelope", "diff --git a b", "must begin with"],
    ["a deletion", `*** Begin Patch\n*** Delete File: ${tokenFile}\n*** End Patch`, "nothing else"],
    [
      "a file twice",
      `*** Begin Patch\n*** Add File: src/a.ts\n+a\n*** Add File: src/a.ts\n+b\n*** End Patch`,
      "a file twice",
    ],
    [
      "a place that is not there",
      `*** Begin Patch\n*** Update File: ${tokenFile}\n@@\n-nothing\n+x\n*** End Patch`,
      "does not stand",
    ],
    [
      "a file out of scope",
      "*** Begin Patch\n*** Add File: deploy/a.ts\n+a\n*** End Patch",
      "outside of what",
    ],
    [
      "half of it",
      `*** Begin Patch\n*** Add File: src/a.ts\n+a\n*** Update File: src/none.ts\n@@\n-a\n+b\n*** End Patch`,
      "no such file",
    ],
  ])("refuses a patch with %s, whole", async (_name, patch, words) => {
    const ran = await runWith([[["apply_patch", { patch }]], [["check", {}]], "x"], {
      model: "openai/gpt-5.4",
    });
    expect(textOf(ran.asked[1])).toContain(words);
    expect(textOf(ran.asked[2])).toContain("nothing is changed yet");
  });

  it("takes whole files from small models", async () => {
    const text = "export function newToken(): string {\n  return crypto.randomUUID();\n}\n";
    const ran = await runWith([[["write_file", { path: tokenFile, text }]], submitDone], {
      model: "openai-compatible/qwen3-coder:8b",
    });
    expect(ran.end).toMatchObject({ state: "submitted" });
  });

  it("keeps a file's carriage returns", async () => {
    const files = new Map([
      [
        tokenFile,
        "export function newToken() {\r\n  const token = Math.random();\r\n  return token;\r\n}\r\n",
      ],
    ]);
    const edit = {
      path: tokenFile,
      old_text: "  const token = Math.random();\n  return token;",
      new_text: "  const token = crypto.randomUUID();\n  return token;",
    };
    const ran = await runWith([[["str_replace", edit]], submitDone], { files });
    expect(ran.changes[0]?.after).toBe(
      "export function newToken() {\r\n  const token = crypto.randomUUID();\r\n  return token;\r\n}\r\n",
    );
  });
});
