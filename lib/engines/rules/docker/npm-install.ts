import type { Workspace } from "#lib/base/index.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { commandsOf, program } from "./commands.ts";
import { buildFileOf, type Stage, stageName, type Word } from "./instructions.ts";
import { npmInstallExamples } from "./npm-install.examples.ts";
import { lockIsInStep } from "./npm-lock.ts";
import { sourcesOf } from "./sources.ts";

export const npmInstall: Rule = {
  id: "docker/npm-install",
  title: "Packages installed past the lockfile",
  fixTitle: "Install exactly what the lockfile says",
  cwe: "CWE-1357",
  severity: "low",
  fixClass: "B",
  languages: ["dockerfile"],
  why:
    "`npm install` takes newer versions than the lockfile names whenever `package.json` and the " +
    "lockfile differ, without a word: the image may then hold code that nobody has tested. `npm ci` " +
    "installs what the lockfile says or fails. The fix writes it where both files agree.",
  notSeen: "Yarn, pnpm and Bun, and an install in a script of the repository.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bnpm\s+i(?:nstall)?\b/,
  detect,
  fix,
  examples: npmInstallExamples,
};

interface Install {
  readonly stage: Stage;
  readonly verb: Word;
  readonly words: readonly Word[];
  /** As COPY names it, such as `web/package-lock.json`. */
  readonly lock: string;
}

function installsOf(file: SourceFile): readonly Install[] {
  return buildFileOf(file).stages.flatMap((stage) => {
    let lock: string | null = null;
    const found: Install[] = [];
    for (const instruction of stage.instructions) {
      // What a stage before this one left behind is not looked into.
      const fromElsewhere = instruction.flags.some(({ name }) => name === "from");
      if (!fromElsewhere) lock = sourcesOf(instruction).sources.find(isLock) ?? lock;
      for (const words of commandsOf(file, instruction).map(program)) {
        const [npm, verb, ...rest] = words;
        const plain = rest.every(({ text }) => text.startsWith("-"));
        const global = rest.some(({ text }) =>
          /^(?:-g|--global|--prefix.*|--location.*)$/.test(text),
        );
        if (npm?.text !== "npm" || !/^i(?:nstall)?$/.test(verb?.text ?? "")) continue;
        if (verb !== undefined && plain && !global && lock !== null) {
          found.push({ stage, verb, words, lock });
        }
      }
    }
    return found;
  });
}

function isLock(source: string): boolean {
  return /(?:^|\/)(?:package-lock\.json|package\*\.json|package(?:-lock)?\*(?:\.json)?|npm-shrinkwrap\.json)$/.test(
    source,
  );
}

function detect(file: SourceFile): readonly Detection[] {
  return installsOf(file).map(({ stage, words, verb }) => {
    const text = words.map((word) => word.text).join(" ");
    return {
      start: words[0]?.start ?? verb.start,
      end: words.at(-1)?.end ?? verb.end,
      code: text,
      symbol: stageName(stage),
      message: `\`${text}\` may take other versions than the lockfile that was copied for it. \`npm ci\` takes those or fails.`,
    };
  });
}

/** What `npm ci` understands as `npm install` does. */
const understood =
  /^--(?:omit=(?:dev|optional|peer)|include=(?:dev|optional|peer)|production(?:=\w+)?|only=(?:prod|production)|ignore-scripts|legacy-peer-deps|no-audit|audit=false|no-fund|fund=false|silent|quiet|verbose|loglevel=\w+|no-progress|progress=false|prefer-offline|unsafe-perm(?:=true)?|no-update-notifier)$/;

async function fix(
  file: SourceFile,
  { start }: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const all = installsOf(file);
  const install = all.find(({ words }) => words[0]?.start === start);
  if (install === undefined) return null;
  const { stage, verb, words, lock } = install;
  const flags = words.slice(2).every(({ text }) => understood.test(text));
  // `npm ci` begins by deleting what an earlier one has installed.
  const others = stage.instructions.flatMap((each) => commandsOf(file, each).map(program));
  const installs = others.filter(
    ([npm, next]) =>
      npm?.text === "npm" && /^(?:i|install|add|ci|link|rebuild)$/.test(next?.text ?? ""),
  );
  if (!flags || installs.length > 1 || !hasCi(stage)) return null;
  if (!(await lockIsInStep(lock, file.path, workspace))) return null;
  return [{ start: verb.start, end: verb.end, text: "ci" }];
}

/** npm has `ci` since version 5.7, which came with Node 10. */
function hasCi(stage: Stage): boolean {
  let begin = stage;
  while (begin.base !== null) begin = begin.base;
  const { name, tag } = begin.image;
  const major = /^v?(\d+)/.exec(tag ?? "")?.[1];
  return /(?:^|\/)node$/.test(name) && (major === undefined || Number(major) >= 10);
}
