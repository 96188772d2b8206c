import {
  DockerfileParser,
  Keyword,
  ModifiableInstruction,
  type Instruction as Parsed,
  PropertyInstruction,
} from "dockerfile-ast";
import type { SourceFile } from "../source-file.ts";
import type { TextRange } from "../text.ts";

export interface Word extends TextRange {
  readonly text: string;
}

/** One instruction of a Dockerfile. The range ends where its last line does. */
export interface Instruction extends TextRange {
  /** In upper case, such as `RUN`. */
  readonly keyword: string;
  readonly keywordEnd: number;
  /** The words after the flags, as they are written. */
  readonly words: readonly Word[];
  readonly flags: readonly (Word & { readonly name: string; readonly value: string })[];
  /** The texts of the form `["…", "…"]`; null where it is the plain form. */
  readonly list: readonly string[] | null;
  /** What ARG, ENV and LABEL set; null for a name without a value. */
  readonly settings: readonly (TextRange & {
    readonly name: string;
    readonly value: string | null;
    readonly valueStart: number;
  })[];
}

/** What is built from one `FROM`. */
export interface Stage {
  readonly from: Instruction;
  /** Range and parts of the image's name, as far as they are written. */
  readonly image: Image;
  /** The name after `AS`, in lower case. */
  readonly name: string | null;
  /** What follows the `FROM`. */
  readonly instructions: readonly Instruction[];
  /** The earlier stage that it goes on from; null where it begins at an image. */
  readonly base: Stage | null;
}

export interface Image extends TextRange {
  readonly text: string;
  /** Without tag and digest, in lower case, without Docker Hub's own prefix. */
  readonly name: string;
  readonly tag: string | null;
  readonly hasDigest: boolean;
}

export interface BuildFile {
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

const known = new WeakMap<SourceFile, BuildFile>();

export function buildFileOf(file: SourceFile): BuildFile {
  const seen = known.get(file);
  if (seen !== undefined) return seen;
  const instructions = readInstructions(file.text);
  const read = { instructions, stages: stagesOf(instructions) };
  known.set(file, read);
  return read;
}

/** Lines that are no instruction, and instructions that lack what they are about. */
export function countDockerfileErrors(text: string): number {
  const keywords = new Set<string>(Object.values(Keyword));
  const wrong = readInstructions(text).filter(
    ({ keyword, words, list }) =>
      !keywords.has(keyword) || (words.length === 0 && list === null) || needsMore(keyword, words),
  );
  return wrong.length;
}

function needsMore(keyword: string, words: readonly Word[]): boolean {
  return (keyword === "COPY" || keyword === "ADD") && words.length < 2;
}

function readInstructions(text: string): readonly Instruction[] {
  const starts = [0];
  // A line ends with "\n" or "\r\n": the package counts a lone "\r" as well.
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  const rangeOf = (range: ReturnType<Parsed["getRange"]>): TextRange => ({
    start: (starts[range.start.line] ?? 0) + range.start.character,
    end: (starts[range.end.line] ?? 0) + range.end.character,
  });
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((parsed) => readInstruction(text, parsed, rangeOf));
}

function readInstruction(
  text: string,
  parsed: Parsed,
  rangeOf: (range: ReturnType<Parsed["getRange"]>) => TextRange,
): Instruction {
  const argumentsRange = parsed.getArgumentsRange();
  const modifiable = parsed instanceof ModifiableInstruction;
  const properties = parsed instanceof PropertyInstruction ? parsed.getProperties() : [];
  return {
    ...rangeOf(parsed.getRange()),
    keyword: parsed.getKeyword(),
    keywordEnd: rangeOf(parsed.getInstructionRange()).end,
    words: parsed.getArguments().map((word) => ({
      ...rangeOf(word.getRange()),
      text: word.getValue(),
    })),
    flags: (modifiable ? parsed.getFlags() : []).map((flag) => ({
      ...rangeOf(flag.getRange()),
      text: flag.toString(),
      name: flag.getName(),
      value: flag.getValue() ?? "",
    })),
    list: argumentsRange === null ? null : listIn(text, rangeOf(argumentsRange)),
    settings: properties.map((property) => ({
      ...rangeOf(property.getRange()),
      name: property.getName(),
      value: property.getValue(),
      valueStart: rangeOf(property.getValueRange() ?? property.getNameRange()).start,
    })),
  };
}

function listIn(text: string, { start, end }: TextRange): readonly string[] | null {
  const written = text.slice(start, end).trim();
  if (!written.startsWith("[") || !written.endsWith("]")) return null;
  try {
    const list: unknown = JSON.parse(written.replace(/\\\r?\n/g, " "));
    return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : null;
  } catch {
    // Docker, too, reads what is no JSON as the plain form.
    return null;
  }
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const stages: Stage[] = [];
  const byName = new Map<string, Stage>();
  let inside: Instruction[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword !== "FROM") {
      inside.push(instruction);
      continue;
    }
    const [image, as, name] = instruction.words;
    inside = [];
    if (image === undefined) continue;
    const stage = {
      from: instruction,
      image: readImage(image),
      name: as?.text.toUpperCase() === "AS" ? (name?.text.toLowerCase() ?? null) : null,
      instructions: inside,
      base: byName.get(image.text.toLowerCase()) ?? null,
    };
    stages.push(stage);
    if (stage.name !== null) byName.set(stage.name, stage);
  }
  return stages;
}

/** `registry:5000/team/name:tag@sha256:…`; a colon before a slash belongs to a port. */
export function readImage(word: Word): Image {
  const digestAt = word.text.indexOf("@");
  const named = digestAt < 0 ? word.text : word.text.slice(0, digestAt);
  const colon = named.lastIndexOf(":");
  const hasTag = colon > named.lastIndexOf("/");
  const name = hasTag ? named.slice(0, colon) : named;
  return {
    ...word,
    name: name.toLowerCase().replace(/^(?:docker\.io\/)?(?:library\/)?/, ""),
    tag: hasTag ? named.slice(colon + 1) : null,
    hasDigest: digestAt >= 0,
  };
}

/** The stage that the image is made of, and those that it goes on from, the last first. */
export function finalStages(file: SourceFile): readonly Stage[] {
  const chain: Stage[] = [];
  let stage = buildFileOf(file).stages.at(-1) ?? null;
  for (; stage !== null; stage = stage.base) chain.push(stage);
  return chain;
}

/** How a message and a fingerprint name a stage. */
export function stageName(stage: Stage): string {
  return stage.name ?? stage.image.name;
}
