import type { NapiConfig, SgNode } from "@ast-grep/napi";
import type { Severity } from "#lib/base/index.ts";
import { anyGlob } from "../config/globs.ts";
import { blankedRanges } from "../frame.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, parseText, startOf } from "../syntax.ts";
import type { Language } from "../text.ts";
import { type CustomDefinition, customId } from "./schema.ts";
import { filled } from "./template.ts";

/** Enough to tell one place from another, and few enough to be read. */
const maxCodeLength = 400;
const maxMessageLength = 600;

const severityOf: Readonly<Record<CustomDefinition["severity"], Severity>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  error: "high",
  warning: "medium",
  info: "low",
  hint: "low",
  off: "low",
};

/** A rule of Etna's kind that looks for what a repository's own says, by ast-grep. */
export function customRule(definition: CustomDefinition): Rule {
  const { message, note, language, files, ignores, fix } = definition;
  const config = configOf(definition);
  const matchesOf = (file: SourceFile) => file.root()?.findAll(config) ?? [];
  const within = files === undefined ? () => true : anyGlob(files);
  const without = anyGlob(ignores ?? []);
  return {
    id: customId(definition),
    title: titleOf(message),
    fixTitle: titleOf(message),
    cwe: cweOf(definition),
    severity: severityOf[definition.severity],
    fixClass: fix === undefined ? "C" : "B",
    languages: languagesOf(language),
    why: note ?? message,
    notSeen: "A rule of this repository's own: it sees what it says.",
    examples: { bad: [], good: [] },
    appliesTo: (path) =>
      within(path) && !without(path) && (language !== "javascript" || !/\.tsx$/i.test(path)),
    async detect(file) {
      const matches = matchesOf(file);
      if (matches.length === 0) return [];
      const secrets = await findSecretValues(file.path, file.text);
      const shown = blankedRanges(file.text, secrets);
      return matches.map((node) => detectionOf(node, message, shown));
    },
    ...(fix !== undefined && {
      fix: (file: SourceFile, detection: Detection) => editOf(matchesOf(file), fix, detection),
    }),
  };
}

/** Says why ast-grep cannot use a rule, or null where it can. */
export function faultOf(definition: CustomDefinition): string | null {
  try {
    parseText(grammarOf(definition), "")?.findAll(configOf(definition));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(/\s+/g, " ").trim() : String(error);
  }
}

function configOf({ rule, constraints, utils }: CustomDefinition): NapiConfig {
  return {
    rule,
    ...(constraints !== undefined && { constraints }),
    ...(utils !== undefined && { utils }),
  } as NapiConfig;
}

function grammarOf({ language }: CustomDefinition): Language {
  return language;
}

function languagesOf(language: CustomDefinition["language"]): readonly Language[] {
  // A .jsx file is read with the grammar of TSX, which knows all that JavaScript has.
  return language === "javascript" ? ["javascript", "tsx"] : [language];
}

function detectionOf(node: SgNode, message: string, shown: string): Detection {
  const [start, end] = [startOf(node), endOf(node)];
  const code = shown.slice(start, end).slice(0, maxCodeLength);
  return {
    start,
    end,
    code,
    symbol: enclosingSymbol(node),
    message: filled(message, node).slice(0, maxMessageLength),
  };
}

function editOf(
  matches: readonly SgNode[],
  template: string,
  detection: Detection,
): readonly TextEdit[] | null {
  const node = matches.find(
    (each) => startOf(each) === detection.start && endOf(each) === detection.end,
  );
  if (node === undefined) return null;
  return [{ start: detection.start, end: detection.end, text: filled(template, node) }];
}

/** The first sentence: what a list of findings can show. */
function titleOf(message: string): string {
  const [line = ""] = message.split(/\r?\n/);
  const sentence = /^.{8,}?[.!?](?=\s|$)/.exec(line)?.[0].replace(/\.$/, "") ?? line;
  return sentence.length <= 120 ? sentence : `${sentence.slice(0, 119)}…`;
}

/** CWE-710 is the class of all that breaks a house's own rules. */
function cweOf({ metadata }: CustomDefinition): `CWE-${number}` {
  const number = /\d{1,6}/.exec(String(metadata?.cwe ?? ""))?.[0];
  return `CWE-${Number(number ?? 710)}`;
}
