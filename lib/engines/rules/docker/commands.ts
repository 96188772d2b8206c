import type { SourceFile } from "../source-file.ts";
import type { Instruction, Word } from "./instructions.ts";

/** One program of a RUN and its arguments. */
export interface Command {
  readonly words: readonly Word[];
  /** What stands between it and the next one. */
  readonly ends: "&&" | "||" | ";" | "|" | "";
}

/** The programs that a RUN in its plain form starts, one after another. */
export function commandsOf(file: SourceFile, { keyword, words, list }: Instruction): Command[] {
  if (keyword !== "RUN" || list !== null) return [];
  const commands: Command[] = [];
  let current: Word[] = [];
  const end = (ends: Command["ends"]) => {
    if (current.length > 0) commands.push({ words: current, ends });
    current = [];
  };
  let before: Word | undefined;
  for (const word of words) {
    // Within a here-document each line is a command of its own.
    const gap = before === undefined ? "" : file.text.slice(before.end, word.start);
    if (gap.includes("\n") && !/[\\`][ \t]*\r?\n/.test(gap)) end(";");
    before = word;
    if (word.text === "&&" || word.text === "||" || word.text === "|" || word.text === ";") {
      end(word.text);
    } else if (word.text.endsWith(";")) {
      current.push({ ...word, end: word.end - 1, text: word.text.slice(0, -1) });
      end(";");
    } else {
      current.push(word);
    }
  }
  end("");
  return commands;
}

/** The words from the program's name on: without settings of its environment, `sudo` and its flags. */
export function program({ words }: Command): readonly Word[] {
  const at = words.findIndex(
    ({ text }) => !/^(?:\w+=.*|sudo|exec|time|nohup|env|-[EHn]+|[({!])$/s.test(text),
  );
  return at < 0 ? [] : words.slice(at);
}
