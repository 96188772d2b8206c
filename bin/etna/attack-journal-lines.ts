import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { type CaseSummary, profileNames } from "#lib/engines/adversary/index.ts";
import { caseSummarySchema } from "./attack-result.ts";

const ids = z.array(z.string()).readonly().optional();

/** What a run is about. Whoever goes on with it must be about the same. */
const headSchema = z.strictObject({
  journal: z.literal(1),
  /** SHA-256, hex, of the seeds; and of the target file’s meaning. */
  suite: z.string(),
  target: z.string(),
  /** SHA-256, hex, of the plan: the seed, the profile and the filter are in it. */
  plan: z.string(),
  seed: z.string(),
  profile: z.enum(profileNames),
  only: z
    .strictObject({ cases: ids, categories: ids, variants: ids })
    .nullable()
    .describe("What the plan was narrowed to."),
  startedAtMs: z.number(),
});
export type JournalHead = z.infer<typeof headSchema>;

const lineSchema = z.union([
  z.strictObject({ begin: z.string() }),
  z.object({ finish: caseSummarySchema }),
]);

export interface ReadJournal {
  readonly head: JournalHead;
  readonly finished: Map<string, CaseSummary>;
  /** Bytes up to the end of the last whole line. */
  readonly endsAt: number;
}

/** Throws `invalid_input` with the line that does not fit. */
export async function readJournal(file: FileHandle, path: string): Promise<ReadJournal> {
  const finished = new Map<string, CaseSummary>();
  let head: JournalHead | null = null;
  let end = 0;
  for await (const { text, endsAt, number } of linesOf(file)) {
    const value = parsed(text, path, number);
    if (head === null) head = accepted(headSchema, value, path, number);
    else {
      const line = accepted(lineSchema, value, path, number);
      if ("finish" in line) finished.set(line.finish.id, line.finish);
    }
    end = endsAt;
  }
  if (head !== null) return { head, finished, endsAt: end };
  throw new AppError("invalid_input", `${path} holds no run. Begin one with --journal.`);
}

interface Line {
  readonly text: string;
  /** Bytes from the start of the file to behind its line feed. */
  readonly endsAt: number;
  readonly number: number;
}

/** Whole lines alone: one without its line feed was never finished. */
async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let endsAt = 0;
  let number = 0;
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    let pieces = Buffer.concat([rest, chunk]);
    for (let at = pieces.indexOf(10); at >= 0; at = pieces.indexOf(10)) {
      endsAt += at + 1;
      number++;
      yield { text: pieces.toString("utf8", 0, at), endsAt, number };
      pieces = pieces.subarray(at + 1);
    }
    rest = pieces;
  }
}

function parsed(text: string, path: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, number, cause);
  }
}

function accepted<T>(schema: z.ZodType<T>, value: unknown, path: string, number: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(path, number, result.error);
}

function damaged(path: string, number: number, cause: unknown): AppError {
  const message = `${path}:${number}: this is no line of a run that etna attack kept.`;
  return new AppError("invalid_input", message, { cause });
}
