import type { Random } from "./random.ts";

export type Kind = "typescript" | "javascript" | "python" | "yaml" | "json" | "markdown" | "css";

interface SourceKind {
  readonly extension: string;
  readonly head: string;
  /** A few lines as a person would write them, harmless. */
  part(random: Random): string;
  /** The same with a fault that a rule finds, where there is a rule for the kind. */
  fault(random: Random): string;
}

const nouns = [
  "booking",
  "carrier",
  "invoice",
  "label",
  "parcel",
  "rate",
  "route",
  "zone",
] as const;
const verbs = ["collect", "find", "load", "merge", "price", "send", "sort", "update"] as const;

function name(random: Random): string {
  const noun = random.pick(nouns);
  return `${random.pick(verbs)}${noun[0]?.toUpperCase()}${noun.slice(1)}${random.below(1000)}`;
}

function snake(random: Random): string {
  return `${random.pick(verbs)}_${random.pick(nouns)}_${random.below(1000)}`;
}

const interpolated = (expression: string) => ["$", "{", expression, "}"].join("");
const workflowValue = (expression: string) => ["$", "{{ ", expression, " }}"].join("");

function loop(random: Random, types: boolean): string {
  const noun = random.pick(nouns);
  const typed = types
    ? `(${noun}s: readonly Item[], limit = ${random.below(90)}): Item[]`
    : `(${noun}s, limit)`;
  return `/** ${random.pick(verbs)}s what the ${noun} service sent, at most \`limit\` of it. */
export function ${name(random)}${typed} {
  const kept = [];
  for (const ${noun} of ${noun}s) {
    if (${noun}.weight > ${random.below(5000)} || ${noun}.zone === "${random.pick(nouns)}") continue;
    kept.push({ ...${noun}, price: ${noun}.weight * ${random.below(100) / 100}, at: Date.now() });
  }
  return kept.slice(0, limit);
}`;
}

function call(random: Random, types: boolean): string {
  const id = types ? "id: string" : "id";
  return `export async function ${name(random)}(${id}) {
  const response = await fetch(\`https://\${process.env.CARRIER_HOST}/${random.pick(nouns)}s/\${encodeURIComponent(id)}\`);
  if (!response.ok) {
    throw new Error(\`The carrier answered \${response.status} for ${random.pick(nouns)} \${id}.\`);
  }
  // Wait a little, not all at the same time.
  await new Promise((resolve) => setTimeout(resolve, ${random.below(900)} + Math.random() * 100));
  return await response.json();
}`;
}

function table(random: Random): string {
  const rows = Array.from(
    { length: 3 + random.below(9) },
    () =>
      `  ${random.pick(nouns)}${random.below(10_000)}: { zone: "${random.pick(nouns)}", parcelWeight: ${random.below(9999)} },`,
  );
  return `const ${name(random)} = {\n${rows.join("\n")}\n};`;
}

function tool(random: Random): string {
  return `export function ${name(random)}(folder) {
  const result = execFileSync("tar", ["-czf", "backup-${random.below(30)}.tgz", "--", folder]);
  return result.toString("utf8").split("\\n").filter((line) => line !== "");
}`;
}

function scriptPart(random: Random, types: boolean): string {
  const kind = random.below(20);
  if (kind === 0) return table(random);
  if (kind === 1) return tool(random);
  return kind < 11 ? loop(random, types) : call(random, types);
}

function scriptFault(random: Random): string {
  if (random.below(2) === 0) {
    return `export function ${name(random)}(branch) {
  return execSync(\`git log --oneline ${interpolated("branch")}\`).toString();
}`;
  }
  return `export function ${name(random)}() {
  const sessionToken = Math.random().toString(36).slice(2);
  return sessionToken;
}`;
}

const imports = 'import { execFileSync, execSync } from "node:child_process";';

export const kinds: Readonly<Record<Kind, SourceKind>> = {
  typescript: {
    extension: "ts",
    head: `${imports}\n\ninterface Item {\n  readonly weight: number;\n  readonly zone: string;\n}`,
    part: (random) => scriptPart(random, true),
    fault: scriptFault,
  },
  javascript: {
    extension: "js",
    head: imports,
    part: (random) => scriptPart(random, false),
    fault: scriptFault,
  },
  python: {
    extension: "py",
    head: "import json\nimport yaml\nfrom pathlib import Path",
    part: (random) => `def ${snake(random)}(path, limit=${random.below(100)}):
    """${random.pick(verbs)} the ${random.pick(nouns)}s of one file."""
    rows = ${random.pick(["json.loads", "yaml.safe_load"])}(Path(path).read_text())
    kept = [row for row in rows if row["weight"] < ${random.below(9000)}]
    for row in kept:
        row["price"] = round(row["weight"] * ${random.below(100) / 100}, 2)
    return sorted(kept, key=lambda row: row["zone"])[:limit]`,
    fault: (random) => `def ${snake(random)}(path):
    with open(path) as file:
        return yaml.load(file)`,
  },
  yaml: {
    extension: "yml",
    head: "name: flow\non:\n  issues:\n    types: [opened]\njobs:\n  begin:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test",
    part: (random) => `  ${snake(random)}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: ${random.pick(verbs)} ${random.pick(nouns)}s
        env:
          SHA: ${workflowValue("github.sha")}
        run: |
          npm ci
          npm run ${random.pick(verbs)} -- --limit ${random.below(100)} "$SHA"`,
    fault: (random) => `  ${snake(random)}:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${workflowValue("github.event.issue.title")}"`,
  },
  json: {
    extension: "json",
    head: "[",
    part: (random) => {
      const zone = random.pick(nouns);
      return `  { "id": "${name(random)}", "zone": "${zone}", "weight": ${random.below(9999)}, "price": ${random.below(99)} },`;
    },
    fault: () => "  null,",
  },
  markdown: {
    extension: "md",
    head: "# Notes",
    part: (random) => `## ${random.pick(verbs)} the ${random.pick(nouns)}

The ${random.pick(nouns)} service keeps ${random.below(500)} of them. Call \`${name(random)}\` before the
night job, and look at the ${random.pick(nouns)} table when the numbers differ.`,
    fault: (random) => `Ask ${random.pick(nouns)} first.`,
  },
  css: {
    extension: "css",
    head: ":root {\n  color-scheme: light dark;\n}",
    part: (random) => `.${random.pick(nouns)}-${random.below(1000)} {
  display: flex;
  gap: ${random.below(40)}px;
  color: rgb(${random.below(255)} ${random.below(255)} ${random.below(255)});
}`,
    fault: (random) => `.${random.pick(nouns)} {\n  margin: 0;\n}`,
  },
};
