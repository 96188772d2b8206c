import type { SgNode } from "@ast-grep/napi";

/** A stretch of a command line: text of the program, or a value put in at run time. */
export type CommandPart = string | SgNode;
/** The parts of one argument. */
export type CommandWord = readonly CommandPart[];

/**
 * Splits a command into words as a POSIX shell would, or null where it holds anything that only a
 * shell understands: pipes, redirects, globs, substitutions, escapes, several commands.
 */
export function splitWords(command: readonly CommandPart[]): CommandWord[] | null {
  const words: CommandPart[][] = [];
  let word: CommandPart[] | null = null;
  let quote = "";
  const push = (part: CommandPart) => {
    word ??= [];
    const last = word.at(-1);
    if (typeof part === "string" && typeof last === "string") word[word.length - 1] = last + part;
    else word.push(part);
  };
  for (const [at, part] of command.entries()) {
    if (typeof part !== "string") {
      push(part);
      continue;
    }
    const text = at === command.length - 1 && quote === "" ? part.trimEnd() : part;
    for (const char of text) {
      if (quote !== "") {
        if (char === quote) quote = "";
        else if (quote === '"' && /[$`\\!]/.test(char)) return null;
        else push(char);
      } else if (char === '"' || char === "'") {
        quote = char;
        push("");
      } else if (char === " " || char === "\t") {
        if (word !== null) words.push(word);
        word = null;
      } else if (/[\w./:=@%+,-]/.test(char)) {
        push(char);
      } else {
        return null;
      }
    }
  }
  if (word !== null) words.push(word);
  return quote === "" ? words : null;
}

const needsShell =
  /^(?:\.|alias|bash|builtin|cd|cmd|command|csh|dash|doas|env|eval|exec|export|fish|hash|ksh|npm|npx|pnpm|powershell|pushd|pwsh|read|set|sh|shift|source|ssh|start|su|sudo|time|trap|type|ulimit|umask|unset|wait|xargs|yarn|zsh)$/;

/** Names of what stands for any number of arguments in a command. */
export const severalWordNames =
  /(?:args?|argv|flags?|opts|options?|params|extra|rest|list|cmd|commands?|switches)$/i;

/** The program of a command that needs no shell to find or understand it; null for any other. */
export function plainProgram(words: readonly CommandWord[]): string | null {
  const [program] = words[0] ?? [];
  if (typeof program !== "string" || words[0]?.length !== 1) return null;
  return needsShell.test(program) || !/^[\w./-]+$/.test(program) ? null : program;
}

/** Flags without a value of their own, of programs that take `--` before their operands. */
const operandPrograms: Readonly<Record<string, RegExp>> = {
  cat: /^-[AbeEnstTuv]+$/,
  cp: /^-[afiLnpPrRuv]+$/,
  ls: /^-[aAdhlrRSt1]+$/,
  mkdir: /^-[pv]+$/,
  mv: /^-[finuv]+$/,
  rm: /^-[dfirRIv]+$/,
  rmdir: /^-[pv]+$/,
  touch: /^-[acm]+$/,
};

/** Puts `--` before the operands where a value could otherwise be read as an option. */
export function endOptions(program: string, words: readonly CommandWord[]): readonly CommandWord[] {
  const flag = operandPrograms[program.replace(/^.*\//, "")];
  if (flag === undefined) return words;
  const first = words.findIndex((word) => typeof word[0] !== "string" || !flag.test(word[0]));
  const operands = words.slice(first);
  const open = operands.some((word) => typeof word[0] !== "string");
  const options = operands.some((word) => typeof word[0] === "string" && word[0].startsWith("-"));
  return first >= 0 && open && !options ? [...words.slice(0, first), ["--"], ...operands] : words;
}
