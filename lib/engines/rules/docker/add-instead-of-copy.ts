import type { Workspace } from "#lib/base/index.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { addInsteadOfCopyExamples } from "./add-instead-of-copy.examples.ts";
import { buildFileOf, type Instruction, stageName } from "./instructions.ts";
import { contextPath, sourcesOf } from "./sources.ts";

export const addInsteadOfCopy: Rule = {
  id: "docker/add-instead-of-copy",
  title: "ADD where COPY is meant",
  fixTitle: "Copy the files without unpacking them",
  cwe: "CWE-829",
  severity: "low",
  fixClass: "A",
  languages: ["dockerfile"],
  why:
    "ADD unpacks what it takes for an archive, whatever its name, and downloads what looks like an " +
    "address: a file that somebody changes can then put others anywhere in the image. The fix writes " +
    "COPY, which does the one thing that is wanted here, where the sources are no archives.",
  notSeen: "Sources that are named by a variable.",
  appliesTo: (path) => !isTestPath(path),
  hint: /^[ \t]*ADD\b/im,
  detect,
  fix,
  examples: addInsteadOfCopyExamples,
};

/** Flags that COPY has as well. */
const shared = /^(?:chown|chmod|link|exclude)$/;
const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|lzma|zst|Z)$/i;
const remote = /^(?:[a-z][a-z\d+.-]*:\/\/|git@)|\.git(?:#.*)?$/i;

function detect(file: SourceFile): readonly Detection[] {
  return buildFileOf(file).stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const copied = localSources(instruction);
      if (copied === null) return [];
      const listed = copied.map((source) => `\`${source}\``).join(", ");
      return {
        start: instruction.start,
        end: instruction.keywordEnd,
        code: `ADD ${copied.join(" ")}`,
        symbol: stageName(stage),
        message: `ADD copies ${listed}, and would unpack what it takes for an archive. COPY copies alone.`,
      };
    }),
  );
}

/** The sources, where all are plain files or folders of the build. */
function localSources(instruction: Instruction): readonly string[] | null {
  if (instruction.keyword !== "ADD") return null;
  const { sources } = sourcesOf(instruction);
  const plain = sources.every(
    (source) => !/[$`]/.test(source) && !archive.test(source) && !remote.test(source),
  );
  const flags = instruction.flags.every(({ name }) => shared.test(name));
  return sources.length > 0 && plain && flags ? sources : null;
}

async function fix(
  file: SourceFile,
  { start }: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const all = buildFileOf(file).stages.flatMap(({ instructions }) => instructions);
  const instruction = all.find((each) => each.start === start);
  const sources = instruction === undefined ? null : localSources(instruction);
  if (instruction === undefined || sources === null) return null;
  for (const source of sources) {
    if (!(await isNoArchive(source, file.path, workspace))) return null;
  }
  const end = instruction.keywordEnd;
  const lower = file.text.slice(start, end) === "add";
  return [{ start, end, text: lower ? "copy" : "COPY" }];
}

/** Names of files that nobody gives an archive. */
const textName =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|ini|cfg|conf|env|txt|md|rst|html?|css|svg|xml|sql|py|rb|go|rs|java|kt|cs|c|cc|cpp|h|hpp|m4|diff|patch|php|pl|sh|bash|lock|properties|service|crt|pem|csv|jar|war|whl|dll|exe)$|(?:^|\/)(?:Gemfile|Makefile|Procfile|Pipfile|Cargo\.lock|go\.(?:mod|sum))$/;

async function isNoArchive(source: string, path: string, workspace: Workspace): Promise<boolean> {
  const wanted = contextPath(source);
  if (wanted === "" || wanted === "." || source.endsWith("/") || textName.test(wanted)) return true;
  if (/[*?[]/.test(wanted)) return false;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const files = await workspace.list();
  const places = [...new Set([`${folder}${wanted}`, wanted])];
  for (const place of places) {
    if (files.some((file) => file.path.startsWith(`${place}/`))) return true;
    if (files.some((file) => file.path === place)) {
      return !isArchive(await workspace.read(place));
    }
  }
  return false;
}

/** By the first bytes of gzip, bzip2, xz and zstd, and by tar's own mark. */
function isArchive(bytes: Uint8Array): boolean {
  const hex = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("hex");
  const tar = hex(257, 262) === Buffer.from("ustar").toString("hex");
  return tar || /^(?:1f8b|425a68|fd377a585a|28b52ffd)/.test(hex(0, 6));
}
