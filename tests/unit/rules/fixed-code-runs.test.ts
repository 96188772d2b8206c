import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { proposeFix, scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-runs-"));
  await writeFile(
    join(folder, "show"),
    `#!/bin/sh\nfor word in "$@"; do printf '[%s]' "$word"; done\n`,
  );
  await chmod(join(folder, "show"), 0o755);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function fixed(path: string, text: string): Promise<string> {
  let workspace = memoryWorkspace(new Map([[path, text]]));
  let after = text;
  for (;;) {
    const [finding] = (await scan(workspace)).findings;
    if (finding === undefined) return after;
    const [change] = (await proposeFix(workspace, finding)) ?? [];
    if (typeof change?.after !== "string") throw new Error(`No fix for ${text}`);
    after = change.after;
    workspace = applyChanges(workspace, [change]);
  }
}

const hostile = [
  "$(touch pwned)",
  "; touch pwned",
  "`touch pwned`",
  "' || touch pwned #",
  '"; touch pwned; "',
];

describe("a command that js/exec-template repaired", () => {
  const commands = [
    `./show \${x}`,
    `./show -a --name=\${x} 'two words' "\${x}"`,
    `./show "pre \${x} post" a=b,c:d@e%f+g`,
    `  ./show   \${x}/\${x}.txt  ''  `,
    `./show '\${x}' x'y'"z"\${x}`,
  ];

  async function program(command: string): Promise<{ before: string; after: string }> {
    const call = `process.stdout.write(execSync(\`${command}\`, { encoding: "utf8" }));`;
    const before = `import { execSync } from "node:child_process";\nconst x = process.argv[2];\n${call}\n`;
    return { before, after: await fixed("a.mjs", before) };
  }

  async function run(name: string, code: string, value: string): Promise<string> {
    await writeFile(join(folder, name), code);
    return execFileSync(process.execPath, [name, value], { cwd: folder, encoding: "utf8" });
  }

  it.each(commands)("does the same as before with a plain value: %s", async (command) => {
    const { before, after } = await program(command);
    expect(after).toContain("execFileSync(");
    const plain = await run("before.mjs", before, "parcel-7.txt");
    expect(plain).toContain("parcel-7.txt");
    expect(await run("after.mjs", after, "parcel-7.txt")).toBe(plain);
  });

  it.each(commands)("hands a hostile value over as it is: %s", async (command) => {
    const { after } = await program(command);
    for (const value of hostile) {
      expect(await run("after.mjs", after, value)).toContain(value);
    }
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });
});

describe("a script that actions/script-injection repaired", () => {
  const title = `\${{ github.event.issue.title }}`;
  const scripts = [
    `./show ${title}`,
    `./show "New: ${title}"`,
    `./show '${title}' 'a ${title} b'`,
    `t="${title}"\n./show "$t" x`,
    `if [ "${title}" = "jam" ]; then ./show yes; else ./show "no ${title}_x"; fi`,
    `./show "$(printf '%s' "${title}")" # ${title}`,
    `./show a${title}b --title=${title}`,
  ];

  function workflow(script: string): string {
    const lines = script.split("\n").map((line) => `          ${line}`);
    return `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${lines.join("\n")}\n`;
  }

  /** As the runner does it: the environment is set, then the text that is left is put in. */
  function runStep(text: string, value: string) {
    const step = parseDocument(text).toJS().jobs.a.steps[0];
    const fill = (part: string) => part.replaceAll(title, () => value);
    const env = Object.entries<string>(step.env ?? {}).map(([name, part]) => [name, fill(part)]);
    return spawnSync("bash", ["-e", "-c", fill(step.run)], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...Object.fromEntries(env) },
    }).stdout;
  }

  it.each(scripts)("does the same as before with a plain title: %s", async (script) => {
    const before = workflow(script);
    const after = await fixed(".github/workflows/a.yml", before);
    expect(runStep(after, "jam")).toBe(runStep(before, "jam"));
    expect(runStep(before, "jam")).not.toBe("");
  });

  it.each(scripts)("runs no command of a hostile title: %s", async (script) => {
    const after = await fixed(".github/workflows/a.yml", workflow(script));
    for (const value of hostile) {
      const output = runStep(after, value);
      if (!script.startsWith("if")) expect(output).toContain(value);
    }
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });
});
