import type { Workspace } from "#lib/base/index.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { lineStart } from "../yaml/edits.ts";
import { finalStages, type Image, type Instruction, stageName } from "./instructions.ts";
import { mayWriteFiles } from "./may-write-files.ts";
import { rootUserExamples } from "./root-user.examples.ts";

export const rootUser: Rule = {
  id: "docker/root-user",
  title: "Container that runs as root",
  fixTitle: "Run the container as the image's own user",
  cwe: "CWE-250",
  severity: "medium",
  fixClass: "B",
  languages: ["dockerfile"],
  why:
    "Without USER the program runs as root: a fault in it is enough to change all files of the " +
    "container, and one in the kernel or in the container's settings may be enough to leave it. The " +
    "fix lets it run as the user that the base image has for this, where it only starts Node or .NET, " +
    "writes no files and opens no port below 1024.",
  notSeen:
    "Base images that are not known to run as root, programs that give up root by themselves, and " +
    "what runs the container. A program that writes beside its own files needs a folder of its own.",
  appliesTo: (path) => !isTestPath(path) && !/(?:^|\/)\.devcontainer\//.test(path),
  hint: /^[ \t]*(?:CMD|ENTRYPOINT)\b/im,
  detect,
  fix,
  examples: rootUserExamples,
};

/** Docker's own images and their like, which start what they are told to as root. */
const rootImages =
  /^(?:alpine|almalinux|amazoncorretto|amazonlinux|buildpack-deps|busybox|centos|composer|debian|eclipse-temurin|elixir|erlang|fedora|golang|gradle|haskell|julia|maven|node|openjdk|oraclelinux|perl|php|python|r-base|rockylinux|ruby|rust|scratch|swift|ubuntu|mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps|sdk))$/;
/** Programs and users that say that root is given up later. */
const givesUpRoot =
  /\b(?:gosu|su-exec|setpriv|runuser|chroot|s6|s6-overlay|supervisord|dumb-drop|useradd|adduser|groupadd|addgroup|sshd|fixuid|PUID|com\.github\.actions)\b/;

function detect(file: SourceFile): readonly Detection[] {
  const [last, ...before] = finalStages(file);
  if (last === undefined || givesUpRoot.test(file.text)) return [];
  const stages = [last, ...before];
  const all = stages.flatMap(({ instructions }) => instructions);
  const image = stages.at(-1)?.image;
  const starts = last.instructions.some(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword));
  const ownUser = all.some(({ keyword }) => keyword === "USER");
  if (image === undefined || ownUser || !starts || !rootImages.test(image.name)) return [];
  if (/chisel|nonroot|nanoserver|windows/i.test(image.tag ?? "")) return [];
  return [
    {
      start: last.from.start,
      end: last.from.end,
      code: "USER",
      symbol: stageName(last),
      message: `Nothing sets a user after \`FROM ${last.image.text}\`: the program in this image runs as root.`,
    },
  ];
}

/** The unprivileged user that an image brings. */
function userOf({ name, tag }: Image): string | null {
  const major = Number(/^v?(\d+)/.exec(tag ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  if (name === "node") return major >= 8 ? "node" : null;
  const dotnet = /^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime)$/.test(name);
  return dotnet && tag !== null && major >= 8 ? "app" : null;
}

/** What may stand between the line that starts the program and the end, and needs no root. */
const harmless = /^(?:CMD|ENTRYPOINT|EXPOSE|HEALTHCHECK|LABEL|STOPSIGNAL|ENV)$/;

async function fix(
  file: SourceFile,
  _detection: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const stages = finalStages(file);
  const [last] = stages;
  const image = stages.at(-1)?.image;
  const user = image === undefined ? null : userOf(image);
  if (last === undefined || user === null) return null;
  const all = stages.flatMap(({ instructions }) => instructions);
  if (all.some((each) => needsRoot(file, each))) return null;
  const own = last.instructions;
  const from = own.findLastIndex(({ keyword }) => !harmless.test(keyword)) + 1;
  const start = own.slice(from).find(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword));
  const started = own.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword));
  if (start === undefined || started.length !== 1 || !startsProgram(start)) return null;
  if (await mayWriteFiles(file.path, workspace)) return null;
  let at = lineStart(file.text, start.start);
  // A comment above belongs to it.
  while (at > 0 && /^[ \t]*#/.test(file.text.slice(lineStart(file.text, at - 1), at))) {
    at = lineStart(file.text, at - 1);
  }
  const lower = /^[a-z]/.test(file.text.slice(start.start, start.keywordEnd));
  return [{ start: at, end: at, text: `${lower ? "user" : "USER"} ${user}${file.eol}` }];
}

/** Ports below 1024, volumes, folders that are made for writing, and root's own home. */
function needsRoot(
  file: SourceFile,
  { keyword, words, settings, start, end }: Instruction,
): boolean {
  const text = file.text.slice(start, end);
  if (keyword === "VOLUME" || /\/root\b|\bmkdir\b|\bchmod\b|\bchown\b/.test(text)) return true;
  if (keyword === "EXPOSE") return words.some((word) => !(Number.parseInt(word.text, 10) >= 1024));
  return settings.some(
    ({ name, value }) => /PORT|URLS?$/i.test(name) && !/\b(?:[1-9]\d{3,4})\b/.test(value ?? ""),
  );
}

/** Only what runs a program that is there, and neither builds nor installs. */
function startsProgram({ words, list }: Instruction): boolean {
  const [name = "", ...rest] = list ?? words.map(({ text }) => text);
  const line = rest.join(" ");
  if (/[&|;$]/.test(line)) return false;
  if (/^--[a-z]+$/.test(line)) return name === "node";
  if (name === "node" || name === "dotnet") return /\.(?:[cm]?js|dll)(?: |$)/.test(line);
  return name === "npm" && /^(?:start|run (?:start|serve)(?::\w+)?)$/.test(line);
}
