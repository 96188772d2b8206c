import { fork } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { z } from "zod";
import { attack, attackFamily } from "../../support/attack.ts";

const root = join(import.meta.dirname, "../../..");

interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly where: string;
}

/**
 * Those whose work grows faster than their input, and why no input is long enough to matter. Every
 * other one has to grow as its input does.
 */
const bounded: Readonly<Record<string, string>> = {
  "\\/+$": "addresses from the operator's environment",
  "[\\\\/]+$": "folders from the operator's environment",
};

/** Every regular expression that is written in the product. */
async function patterns(): Promise<readonly Pattern[]> {
  const folders = ["lib", "app", "components", "bin"];
  const found: Pattern[] = [];
  for (const folder of folders) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(file) || file.includes("generated")) continue;
      const path = join(folder, file);
      const text = await readFile(join(root, path), "utf8");
      const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf("/");
          const [source, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
          found.push({ source, flags, where: `${path}: ${node.text}` });
        }
        ts.forEachChild(node, visit);
      };
      visit(tree);
    }
  }
  return [...found, ...libraryPatterns()];
}

/** What zod tests an address of mail and of the web with: our schemas rest on it. */
function libraryPatterns(): readonly Pattern[] {
  const used = { email: z.regexes.email, cidrv4: z.regexes.cidrv4, cidrv6: z.regexes.cidrv6 };
  return Object.entries(used).map(([name, { source, flags }]) => ({
    source,
    flags,
    where: `zod: ${name}`,
  }));
}

interface Said {
  readonly pump: string | null;
}

/** Asks the child, and ends it where it says nothing for `quietMs`: then the next one never ends. */
async function grow(
  asked: object,
  count: number,
  quietMs: number,
): Promise<readonly (string | null)[]> {
  const child = fork(join(root, "tests/support/pump-child.ts"), { cwd: root });
  const said: (string | null)[] = [];
  await new Promise<void>((resolve) => {
    let quiet = setTimeout(() => undefined, 0);
    const wait = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        said.push("it does not end");
        child.kill("SIGKILL");
      }, quietMs);
    };
    child.on("message", ({ pump }: Said) => {
      said.push(pump);
      wait();
    });
    child.on("exit", () => {
      clearTimeout(quiet);
      resolve();
    });
    child.send(asked);
    wait();
  });
  while (said.length < count) said.push("it was not tried, for one before it does not end");
  return said;
}

const asItsInput = "grows as its input does";

let grownFiles: Promise<readonly (string | null)[]> | undefined;
let grown: Promise<ReadonlyMap<Pattern, string | null>> | undefined;

async function growPatterns(): Promise<ReadonlyMap<Pattern, string | null>> {
  const all = await patterns();
  const said = await grow({ patterns: all }, all.length, 60_000);
  return new Map(all.map((pattern, at) => [pattern, said[at] ?? null]));
}

/** As it stands in templates and workflows, apart so that it is none here. */
const opened = ["$", "{"].join("");
const line = (unit: string, head = "") => ({ unit, head });
/** Contents that a repository may have, made to be expensive for a rule. */
const hostile: Readonly<
  Record<string, readonly { readonly head: string; readonly unit: string }[]>
> = {
  "src/a.js": [
    line(`const a = \`${opened}b}\`;\n`),
    line(`exec(\`ls ${opened}a}\`);\n`, 'import { exec } from "node:child_process";\n'),
    line("const token = Math.random();\n"),
    line("el.innerHTML = x;\n"),
    line("(", "x = "),
    line("a.", "x = "),
    line("a+", "x = "),
    line("[[", "x = "),
    line(`const password = "${"a".repeat(40)}";\n`),
  ],
  "src/a.py": [
    line("import yaml\n"),
    line("yaml.load(x, Loader=yaml.Loader)\n", "import yaml\n"),
    line("x = (\n"),
    line("def f():\n  return yaml\n", "import yaml\n"),
    line(" ", "import yaml\n"),
    line('"""\n'),
  ],
  ".github/workflows/a.yml": [
    line(
      `      - run: echo ${opened}{ github.event.issue.title }}\n`,
      "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n",
    ),
    line(`${opened}{ `, "on: push\njobs:\n  a:\n    steps:\n      - run: "),
    line("<<EOF ", "on: issues\njobs:\n  a:\n    steps:\n      - run: "),
    line("- ", "a: "),
    line("&a [*a, *a]\n", "a: "),
    line("  "),
    line(
      `      - uses: a/b@v1\n      - run: npm i ${opened}{ secrets.A }}\n`,
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n",
    ),
    line(
      `          f(\`${opened}{ github.event.issue.title }}\`, "a");\n`,
      "on: issues\njobs:\n  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n",
    ),
  ],
  Dockerfile: [
    line(
      "RUN npm install && curl a.example/x | sh && chmod 777 /srv\n",
      "FROM node\nCOPY package*.json ./\n",
    ),
    line("FROM a AS a\nADD b c\nCMD node a.js\n"),
    line(" \\\n  && curl a.example/x | sh", "FROM node\nRUN true"),
    line("ENV A_TOKEN=a1B2c3D4e5F6g7 B=$A_TOKEN\n", "FROM node\n"),
    line("a:", "FROM "),
    line("RUN <<EOF\n"),
  ],
  ".gitlab-ci.yml": [
    line("  A_TOKEN: a1B2c3D4e5F6g7\n", "variables:\n"),
    line("a:\n  image: node\n", ""),
    line("  - remote: https://a.example/a.yml\n", "include:\n"),
  ],
  "src/a.env": [line("A=b\n"), line("://a:"), line("AKIA"), line("-----BEGIN ")],
};

const files = Object.entries(hostile).flatMap(([path, kinds]) =>
  kinds.map((kind) => ({ path, ...kind })),
);

attackFamily(import.meta.url, "Regular expressions and rules against expensive text (ReDoS)", [
  attack({
    tried:
      "Every regular expression of the product, fed with repetitions of what it is made of, at one length and at twice that",
    async shapes() {
      grown ??= growPatterns();
      return [...(await grown).keys()].map(({ where }) => where);
    },
    all: "every expression × 60 to 120 pumps",
    mayCome: [asItsInput, "grows faster, on input that is short"],
    async send(where) {
      const found = [...((await grown) ?? [])].find(([pattern]) => pattern.where === where);
      if (found === undefined) return "lost";
      const [{ source }, pump] = found;
      if (pump === null) return asItsInput;
      return source in bounded
        ? "grows faster, on input that is short"
        : `GROWS FASTER with ${JSON.stringify(pump)}`;
    },
  }),
  attack({
    tried:
      "The rules, over files of 60 and 120 kB that repeat what is expensive for a parser or a rule",
    shapes: files.map(({ path, head, unit }) => ({ path, head, unit })),
    mayCome: [asItsInput],
    async send(file) {
      grownFiles ??= grow({ files }, files.length, 90_000);
      const pump = (await grownFiles)[
        files.findIndex((each) => each.unit === file.unit && each.path === file.path)
      ];
      return pump === null ? asItsInput : `GROWS FASTER: ${pump}`;
    },
  }),
  attack({
    tried: "An expression that is known to be dear (no attack: the test sees it)",
    shapes: ["(a+)+$", "-+$", "(.*)*x"],
    mayCome: ["seen"],
    async send(source) {
      const [pump] = await grow({ patterns: [{ source, flags: "" }] }, 1, 8_000);
      return pump === null ? "NOT SEEN" : "seen";
    },
  }),
]);
