import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { scriptInjectionExamples } from "./script-injection.examples.ts";
import { insertions, throughEnvironment } from "./script-injection-fix.ts";
import { runSteps } from "./steps.ts";
import { isActionsPath } from "./workflow.ts";

export const scriptInjection: Rule = {
  id: "actions/script-injection",
  title: "A stranger's text pasted into a workflow script",
  fixTitle: "Pass the text to the workflow script as data",
  cwe: "CWE-94",
  severity: "high",
  fixClass: "A",
  languages: ["yaml"],
  why:
    "An expression in double braces is replaced before the shell starts, so the title of an issue or the name of a branch " +
    "becomes part of the script and can run commands with the job's token. The fix hands the text " +
    'over in an environment variable and writes `"$NAME"` in the script, where it stays text.',
  notSeen:
    "Values that pass through the outputs of other steps or through inputs " +
    "of an action. A fix is left out where the shell is not known, in here-documents, and where the " +
    "text goes on to another interpreter (`eval`, `jq`, `bash -c`).",
  appliesTo: isActionsPath,
  hint: /\$\{\{/,
  detect,
  fix,
  examples: scriptInjectionExamples,
};

function detect(file: SourceFile): readonly Detection[] {
  return runSteps(file).flatMap((step) => {
    const found = insertions(file, step);
    const [first] = found;
    if (first === undefined) return [];
    const paths = [...new Set(found.map((each) => each.path))];
    const listed = paths.map((path) => `\`${path}\``).join(", ");
    return {
      start: first.start,
      end: first.end,
      code: [...new Set(found.map((each) => lineAround(file.text, each.start)))].join("\n"),
      symbol: step.symbol,
      message:
        `The text of ${listed} is pasted into this script before the shell reads it: whoever writes ` +
        "that text can run commands with the job's token.",
    };
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  for (const step of runSteps(file)) {
    const found = insertions(file, step);
    if (found.some((each) => each.start === detection.start)) {
      return throughEnvironment(file, step, found);
    }
  }
  return null;
}

function lineAround(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(text.lastIndexOf("\n", at) + 1, end < 0 ? text.length : end);
}
