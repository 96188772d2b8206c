import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { rules, scan } from "#lib/engines/rules/index.ts";
import { directoryWorkspace, memoryWorkspace } from "#lib/platform/workspace/index.ts";
import { deskFile, startDesk } from "../support/adversary/desk-agent.ts";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const etna = process.cwd();

/** With nothing of this process's environment but where programs are. */
function run(program: string, args: readonly string[], cwd: string, env: object = {}) {
  const own = {
    PATH: process.env.PATH,
    HOME: join(top, "home"),
    NODE_ENV: "test" as const,
    ...env,
  };
  return new Promise<Ended>((resolve) => {
    const child = execFile(program, args, { cwd, env: own }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const ended = await run("git", [...person, ...args], folder);
  expect(ended.code, ended.stderr).toBe(0);
  return ended.stdout.trim();
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let top = "";
let project = "";
let base = "";

beforeAll(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "etna-ci-")));
  project = join(top, "project");
  await mkdir(join(project, "src"), { recursive: true });
  await git(project, "init", "-q");
  await writeFile(
    join(project, "src/old.py"),
    "import yaml\nrates = yaml.load(open('r'), yaml.Loader)\n",
  );
  await git(project, "add", "-A");
  await git(project, "commit", "-qm", "base");
  base = await git(project, "rev-parse", "HEAD");
  const planted = "export const token = () => Math.random().toString(36); // ```\n";
  await writeFile(join(project, "src/$(touch pwned).js"), planted);
  await git(project, "add", "-A");
  await git(project, "commit", "-qm", "a fault");
});

afterAll(async () => {
  await rm(top, { recursive: true, force: true });
});

async function yamlOf(path: string) {
  return parse(await readFile(join("ci", path), "utf8"));
}

async function faultsBy(schema: string, value: unknown): Promise<unknown> {
  const text = await readFile(join("tests/vectors/schemas", schema), "utf8");
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }));
  const isValid = ajv.compile(JSON.parse(text));
  isValid(value);
  return isValid.errors;
}

describe("what is handed out for others' CI", () => {
  it("has the shape that GitHub and GitLab describe", async () => {
    expect(
      await faultsBy("github-action.json", await yamlOf("github-action/action.yml")),
    ).toBeNull();
    expect(
      await faultsBy("github-action.json", await yamlOf("github-attack/action.yml")),
    ).toBeNull();
    for (const name of ["etna", "etna-attack"]) {
      const job = await yamlOf(`gitlab/${name}.gitlab-ci.yml`);
      expect(await faultsBy("gitlab-ci.json", job)).toBeNull();
    }
  });

  it("is clean under every rule of our own, as it is and as a team's own files", async () => {
    const ruleIds = rules.map(({ id }) => id);
    const folder = await directoryWorkspace("ci");
    expect((await scan(folder, { ruleIds })).findings).toEqual([]);
    const text = (path: string) => readFile(join("ci", path), "utf8");
    const files = new Map([
      [".github/actions/etna/action.yml", await text("github-action/action.yml")],
      [".github/actions/attack/action.yml", await text("github-attack/action.yml")],
      [".gitlab-ci.yml", await text("gitlab/etna.gitlab-ci.yml")],
      ["attack/.gitlab-ci.yml", await text("gitlab/etna-attack.gitlab-ci.yml")],
      [".github/workflows/attack.yml", await exampleIn("yaml github-attack")],
      [".github/workflows/etna.yml", await exampleIn("yaml github")],
    ]);
    expect((await scan(memoryWorkspace(files), { ruleIds })).findings).toEqual([]);
  });

  it("pins every action that it uses by a full commit", async () => {
    for (const name of ["github-action", "github-attack"]) {
      const { runs } = await yamlOf(`${name}/action.yml`);
      const used = runs.steps.flatMap(({ uses }: Step) => uses ?? []);
      expect(used).toHaveLength(1);
      for (const each of used) expect(each).toMatch(/^[\w/-]+@[0-9a-f]{40}$/);
    }
  });
});

/** The code block of docs/ci.md with these words behind its fence. */
async function exampleIn(name: string): Promise<string> {
  const text = await readFile("docs/ci.md", "utf8");
  const [, code] = new RegExp(`^\`\`\`${name}\n(.*?)^\`\`\``, "ms").exec(text) ?? [];
  expect(code, name).toBeDefined();
  return code ?? "";
}

/** Runs each `run` of an action as GitHub does, with the expressions of its `env` filled in. */
async function runAction(
  name: string,
  inputs: Readonly<Record<string, string>>,
  event: Readonly<Record<string, string>>,
) {
  const action = await yamlOf(`${name}/action.yml`);
  const folder = await mkdtemp(join(top, "run-"));
  const [output, summary] = [join(folder, "output"), join(folder, "summary")];
  const filledIn = (expression: string): string => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
    if (input !== undefined) return inputs[input] ?? action.inputs[input].default;
    if (expression === "github.action_path") return join(etna, "ci", name);
    return event[expression] ?? "";
  };
  const ended: Ended[] = [];
  for (const step of action.runs.steps as readonly Step[]) {
    if (step.run === undefined) continue;
    expect(step.run).not.toContain("${{");
    const env = Object.entries(step.env ?? {}).map(([name, text]) => {
      return [name, text.replace(/\$\{\{ (.*?) \}\}/g, (_, each: string) => filledIn(each))];
    });
    ended.push(
      await run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], folder, {
        ...Object.fromEntries(env),
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: project,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: folder,
      }),
    );
  }
  const text = async (path: string) => await readFile(path, "utf8").catch(() => "");
  const outputs = Object.fromEntries(
    (await text(output)).split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
  return { ended: ended[0], outputs, summary: await text(summary) };
}

describe("the Action", () => {
  const act = (inputs: Readonly<Record<string, string>>, event: Readonly<Record<string, string>>) =>
    runAction("github-action", inputs, event);

  it("shows what a pull request brings, and hands on everything", async () => {
    const event = { "github.event.pull_request.base.sha": base };
    const { ended, outputs, summary } = await act({}, event);
    expect(ended, ended?.stderr).toMatchObject({ code: 1, stderr: "" });
    expect(ended?.stdout).toMatch(
      /^::error file=src\/\$\(touch pwned\)\.js,line=1,endLine=1,.*title=.*\(js\/insecure-random\)::.*\n$/,
    );
    expect(outputs.found).toBe("true");
    const { results } = JSON.parse(await readFile(`${outputs.sarif}`, "utf8")).runs[0];
    expect(results.map((each: { ruleId: string }) => each.ruleId)).toEqual([
      "js/insecure-random",
      "py/yaml-load",
    ]);
    const [heading, ...lines] = summary.trimEnd().split("\n");
    expect(heading).toBe("## Agent Etna");
    expect(lines.filter((line) => line !== "").every((line) => line.startsWith("    "))).toBe(true);
  });

  it("looks at everything outside of a pull request, and fails as gravely as asked", async () => {
    const { ended, outputs } = await act({ "fail-on": "critical" }, {});
    expect(ended?.code).toBe(0);
    expect(ended?.stdout.match(/^::error /gm)).toHaveLength(2);
    expect(outputs.found).toBe("false");
  });

  it("takes inputs as words, whatever they are", async () => {
    const { ended, outputs } = await act({ path: '"; touch pwned; $(touch pwned)' }, {});
    expect(ended?.code).toBe(2);
    expect(ended?.stderr).toContain("cannot be found or entered");
    expect(outputs).toEqual({});
    expect(await git(project, "status", "--short")).toBe("");
  });

  it("says what to fetch where a checkout is shallow", async () => {
    const shallow = join(top, "shallow");
    await git(top, "clone", "-q", "--depth=1", `file://${project}`, shallow);
    const whole = project;
    project = shallow;
    const event = { "github.event.pull_request.base.sha": base };
    const { ended } = await act({}, event).finally(() => {
      project = whole;
    });
    expect(ended?.code).toBe(2);
    expect(ended?.stderr).toContain("fetch-depth: 0");
  });
});

/** Runs a job's script with its variables, as a runner of GitLab does. */
async function runJob(name: string, more: Readonly<Record<string, string>>) {
  const { [name]: job } = await yamlOf(`gitlab/${name}.gitlab-ci.yml`);
  // GitLab hands a shell the lines of a job one after another.
  const script = ["set -eo pipefail", ...job.script].join("\n");
  const env = { ...job.variables, CI: "true", CI_PROJECT_DIR: project, ...more };
  return await run("bash", ["-c", script], project, env);
}

describe("GitLab's job", () => {
  const work = (more: Readonly<Record<string, string>>) => runJob("etna", more);

  const reports = ["gl-code-quality-report.json", "etna.sarif"];
  async function takeReports() {
    const texts = await Promise.all(reports.map((name) => readFile(join(project, name), "utf8")));
    for (const name of reports) await rm(join(project, name));
    return texts.map((text) => JSON.parse(text));
  }

  it("reports the whole for GitLab to compare, and judges what a merge request brings", async () => {
    const ended = await work({ ETNA_HOME: etna, CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    expect(ended, ended.stderr).toMatchObject({ code: 1, stderr: "" });
    expect(ended.stdout).toContain(`Only lines changed since ${base} count; 1 finding elsewhere`);
    expect(ended.stdout).toContain("1 finding (1 high)");
    const [quality, sarif] = await takeReports();
    expect(quality).toEqual([
      expect.objectContaining({
        check_name: "js/insecure-random",
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: "critical",
        location: { path: "src/$(touch pwned).js", lines: { begin: 1, end: 1 } },
      }),
      expect.objectContaining({ check_name: "py/yaml-load", severity: "critical" }),
    ]);
    expect(sarif.runs[0].results).toHaveLength(2);
  });

  it("fetches Etna by its commit, and needs no more than a clone and its packages", async () => {
    const source = join(top, "source");
    await git(top, "clone", "-q", "--depth=1", `file://${etna}`, source);
    await addOwnChanges(source);
    const commit = await git(source, "rev-parse", "HEAD");
    const bin = join(top, "bin");
    await mkdir(bin);
    // Packages are not downloaded again for a test: `npm ci` puts the installed ones in their place.
    const npm = `#!/bin/sh\n[ "$1" = ci ] && ln -s "${join(etna, "node_modules")}" node_modules\nexit 0\n`;
    await writeFile(join(bin, "npm"), npm, { mode: 0o755 });
    const ended = await work({
      PATH: `${bin}:${process.env.PATH}`,
      ETNA_SOURCE: `file://${source}`,
      ETNA_COMMIT: commit,
      ETNA_FAIL_ON: "never",
    });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain("2 findings (2 high)");
    await takeReports();
    const without = await work({ ETNA_SOURCE: `file://${source}` });
    expect(without.code).not.toBe(0);
    expect(without.stderr).toContain("ETNA_COMMIT");
  });
});

describe("the attack in CI", () => {
  async function leakyDesk() {
    const agent = await startDesk({ echoes: true });
    onTestFinished(() => agent.close());
    const body = { message: "{{message}}", system: "{{system}}" };
    await mkdir(join(project, "agents"), { recursive: true });
    await writeFile(join(project, "agents/desk.yaml"), deskFile(agent.url, { body }));
    onTestFinished(() => rm(join(project, "agents"), { recursive: true }));
    return agent;
  }

  it("reports what an Action's run saw, in every form, and fails as the gate does", async () => {
    const agent = await leakyDesk();
    const inputs = { target: "agents/desk.yaml", seed: "7", "max-requests": "60" };
    const { ended, outputs, summary } = await runAction("github-attack", inputs, {});
    expect(ended?.code, ended?.stderr).toBe(1);
    expect(outputs.outcome).toBe("failed");
    expect(agent.messages.length).toBeLessThanOrEqual(60);
    const text = (name: string) => readFile(join(`${outputs.reports}`, name), "utf8");
    const { results } = JSON.parse(await text("report.sarif")).runs[0];
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe("agents/desk.yaml");
    expect(JSON.parse(await text("report.json")).seed).toBe("7");
    expect(await text("report.xml")).toContain("<testsuites ");
    expect(await text("report.html")).toContain("<!doctype html>");
    expect(await readFile(`${outputs.journal}`, "utf8")).toContain('"transcript"');
    const [heading, ...lines] = summary.trimEnd().split("\n");
    expect(heading).toBe("## Agent Etna attack");
    expect(lines.filter((line) => line !== "").every((line) => line.startsWith("    "))).toBe(true);
  });

  it("takes an Action's inputs as words, whatever they are", async () => {
    const inputs = { target: '"; touch pwned; $(touch pwned)', seed: "$(touch pwned)" };
    const { ended, outputs } = await runAction("github-attack", inputs, {});
    expect(ended?.code).toBe(2);
    expect(ended?.stderr).toContain("cannot be found");
    expect(outputs).toEqual({});
    expect(await git(project, "status", "--short")).toBe("");
  });

  it("leaves GitLab a JUnit report, and what was said nowhere in the artifacts", async () => {
    await leakyDesk();
    const more = { ETNA_HOME: etna, ETNA_TARGET: "agents/desk.yaml", ETNA_SEED: "7" };
    const ended = await runJob("etna-attack", more);
    expect(ended.code, ended.stderr).toBe(1);
    const folder = join(project, "etna-attack");
    onTestFinished(() => rm(folder, { recursive: true }));
    expect((await readdir(folder)).sort()).toEqual(
      ["html", "json", "sarif", "xml"].map((each) => `report.${each}`),
    );
    expect(await readFile(join(folder, "report.xml"), "utf8")).toContain("<failure ");
  });
});

/** What is not committed yet is tried as well. */
async function addOwnChanges(source: string): Promise<void> {
  const listed = await git(etna, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  for (const path of listed.split("\0")) {
    if (!/^(?:bin|ci|lib)\//.test(path) || !existsSync(join(etna, path))) continue;
    await mkdir(dirname(join(source, path)), { recursive: true });
    await cp(join(etna, path), join(source, path), { force: true });
  }
  await git(source, "add", "-A");
  await git(source, "commit", "-qm", "as it is here", "--allow-empty");
}
