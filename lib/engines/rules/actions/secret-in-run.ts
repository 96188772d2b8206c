import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { type Insertion, insertions, throughEnvironment } from "./script-injection-fix.ts";
import { secretInRunExamples } from "./secret-in-run.examples.ts";
import { type RunStep, runSteps } from "./steps.ts";
import { isActionsPath } from "./workflow.ts";

export const secretInRun: Rule = {
  id: "actions/secret-in-run",
  title: "Secret pasted into a workflow script",
  fixTitle: "Pass the secret in the environment",
  cwe: "CWE-214",
  severity: "low",
  fixClass: "B",
  languages: ["yaml"],
  why:
    "The runner writes the secret into the text of the script, which stands in a file on the machine " +
    "while it runs; a quote or a dollar sign in it changes what the script does. The fix hands it " +
    "over in an environment variable and writes the variable's name in the script.",
  notSeen:
    "Secrets that pass through outputs or inputs. A fix is left out where the shell is not known, in " +
    "here-documents, and where the text goes on to another interpreter.",
  appliesTo: isActionsPath,
  hint: /\$\{\{[^}]{0,200}\b(?:secrets\s{0,3}[.[]|github\.token\b)/i,
  detect,
  fix,
  examples: secretInRunExamples,
};

function pasted(file: SourceFile, step: RunStep): readonly Insertion[] {
  return insertions(file, step, (path) => /^(?:secrets\.\w+|github\.token)$/i.test(path));
}

function detect(file: SourceFile): readonly Detection[] {
  return runSteps(file).flatMap((step) => {
    const found = pasted(file, step);
    const [first] = found;
    if (first === undefined) return [];
    const names = [...new Set(found.map(({ path }) => path))].sort();
    return {
      start: first.start,
      end: first.end,
      code: names.join(" "),
      symbol: step.symbol,
      message:
        `${names.map((name) => `\`${name}\``).join(", ")} becomes part of this script's text: it ` +
        "stands in a file, and its characters are read as shell.",
    };
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  for (const step of runSteps(file)) {
    const found = pasted(file, step);
    if (found[0]?.start === detection.start) return throughEnvironment(file, step, found);
  }
  return null;
}
