import type { Rule } from "../rule.ts";

export const execTemplateExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/labels.ts",
      line: 4,
      code: `import { exec } from "node:child_process";

export function printLabel(file: string, done: (error: Error | null) => void) {
  exec(\`lp -d counter \${file}\`, done);
}
`,
      after: `import { execFile } from "node:child_process";

export function printLabel(file: string, done: (error: Error | null) => void) {
  execFile("lp", ["-d", "counter", file], done);
}
`,
    },
    {
      path: "src/history.js",
      note: "The file's own quotes and module system stay; `execSync` has other uses, so it stays too.",
      line: 5,
      code: `const { execSync } = require('child_process')

function log(repo, ref) {
  execSync('git --version')
  return execSync('git -C ' + repo + ' log --oneline "' + ref + '"', { encoding: 'utf8' })
}

module.exports = { log }
`,
      after: `const { execSync, execFileSync } = require('child_process')

function log(repo, ref) {
  execSync('git --version')
  return execFileSync('git', ['-C', String(repo), 'log', '--oneline', String(ref)], { encoding: 'utf8' })
}

module.exports = { log }
`,
    },
    {
      path: "src/archive.mjs",
      note: "A promisified `exec` is renamed with its last caller.",
      line: 7,
      code: `import { exec } from "node:child_process";
import { promisify } from "node:util";

const execAsync = promisify(exec);

export async function pack(folder, name) {
  const { stdout } = await execAsync(\`tar -czf out/\${name}.tgz \${folder}\`, { timeout: 5000 });
  return stdout; // the list of files
}
`,
      after: `import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

export async function pack(folder, name) {
  const { stdout } = await execFileAsync("tar", ["-czf", \`out/\${name}.tgz\`, String(folder)], { timeout: 5000 });
  return stdout; // the list of files
}
`,
    },
    {
      path: "src/clean.cts",
      note: "`--` keeps a name that begins with a dash from being read as an option.",
      line: 4,
      code: `import cp = require("child_process");

export function clean(folder: string) {
  cp.execSync("rm -rf " + folder);
}
`,
      after: `import cp = require("child_process");

export function clean(folder: string) {
  cp.execFileSync("rm", ["-rf", "--", folder]);
}
`,
    },
    {
      path: "src/probe.js",
      note: "Two callers of one promisified `exec`: the other one keeps its name.",
      line: 6,
      code: `import * as cp from "child_process";
import util from "util";

const run = util.promisify(cp.exec);

export const probe = (host) => run(\`ping -c 1 \${host}\`);
export const disks = () => run("df -h | tail -n 1");
`,
      after: `import * as cp from "child_process";
import util from "util";

const run = util.promisify(cp.exec);
const execFileAsync = util.promisify(cp.execFile);

export const probe = (host) => execFileAsync("ping", ["-c", "1", String(host)]);
export const disks = () => run("df -h | tail -n 1");
`,
    },
    {
      path: "src/sync.mjs",
      note: "With its last caller the promisified `exec` goes as well.",
      line: 6,
      code: `import { exec } from "node:child_process";
import { promisify } from "node:util";
const sh = promisify(exec);

export async function sync(branch) {
  await sh(\`git fetch origin \${branch}\`);
  await sh(\`git merge "origin/\${branch}"\`);
}
`,
      after: `import { execFile } from "node:child_process";
import { promisify } from "node:util";
const execFileAsync = promisify(execFile);

export async function sync(branch) {
  await execFileAsync("git", ["fetch", "origin", String(branch)]);
  await execFileAsync("git", ["merge", \`origin/\${branch}\`]);
}
`,
    },
  ],
  good: [
    {
      path: "src/version.js",
      note: "Only constants reach the shell.",
      code: `const { execSync } = require("child_process");
const TOOL = "git";
const depth = Number(process.argv[2]);
execSync(\`\${TOOL} fetch --depth \${depth}\`);
for (const name of ["main", "next"]) execSync(\`git fetch origin \${name}\`);
`,
    },
    {
      path: "src/service.js",
      note: "Values of the program itself, and the name of a package that is installed anyway.",
      code: `const cp = require("child_process");
const path = require("path");
const version = () => JSON.parse(require("fs").readFileSync(__dirname + "/package.json")).version;
let unit = null;
if (process.getuid() === 0) unit = "/etc/systemd/system/pump.service";
else unit = "/usr/lib/systemd/user/pump.service";
cp.exec("rm " + unit);
cp.exec("which node", (error, stdout) => cp.exec("echo " + stdout.trim() + " | tee " + unit));
exports.notify = (settings) => cp.exec("./hook.sh " + version());
exports.add = (name) => cp.exec("npm install --save " + name);
exports.load = (server) => {
  var list = path.join(server.folder, "words.json");
  cp.exec('node translate.js "' + list + '"');
};
`,
    },
    {
      path: "src/match.js",
      note: "`exec` of a regular expression and of a database is another `exec`.",
      code: `import { execFile } from "node:child_process";
export const part = (text) => /(\\w+)/.exec(\`\${text}\`);
export const drop = (db, table) => db.exec(\`DROP TABLE \${table}\`);
export const show = (name) => execFile("ls", [name]);
`,
    },
    {
      path: "src/shadow.js",
      code: `import { exec } from "node:child_process";
exec("true");
export function each(list, exec) {
  for (const item of list) exec(\`item \${item}\`);
}
`,
    },
    {
      path: "src/quoted.js",
      code: `import { execSync } from "node:child_process";
import { quote } from "shell-quote";
export const find = (name) => execSync(\`find . -name \${quote([name])}\`);
`,
    },
    {
      path: "src/single-quotes.js",
      note: "A function of the file that makes one word of a value: nothing in single quotes is a command.",
      code: `const { exec } = require("child_process");
const quoted = (text) => "'" + String(text).replace(/'/g, "'\\\\''") + "'";
exports.play = (name) => exec("play " + quoted(name));
`,
    },
  ],
  untouched: [
    {
      path: "src/pipe.js",
      note: "A pipe needs a shell.",
      line: 2,
      code: `import { execSync } from "node:child_process";
export const lines = (file) => execSync(\`cat \${file} | wc -l\`);
`,
    },
    {
      path: "src/flags.js",
      note: "One value may stand for several arguments.",
      line: 2,
      code: `import { exec } from "node:child_process";
export const build = (flags) => exec(\`make \${flags}\`);
`,
    },
    {
      path: "src/shell.js",
      note: "The options ask for a shell.",
      line: 2,
      code: `import { exec } from "node:child_process";
export const greet = (name) => exec(\`printf %s \${name}\`, { shell: "/bin/bash" });
`,
    },
    {
      path: "src/open.js",
      note: "What the function escapes is not what a shell looks for: `$(...)` in double quotes is a command.",
      line: 5,
      code: `const { exec } = require("child_process");

const viewer = process.platform === "darwin" ? "open" : "xdg-open";
exports.show = function (page, done) {
  return exec(viewer + ' "' + escape(page) + '"', done);
};

function escape(text) {
  return text.replace(/"/g, '\\\\"');
}
`,
    },
    {
      path: "src/program.js",
      note: "The program itself is a value.",
      line: 2,
      code: `import { execSync } from "node:child_process";
export const run = (tool) => execSync(\`\${tool} --version\`);
`,
    },
  ],
};
