import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import {
  type CaseResult,
  type CaseSummary,
  type Journal,
  profileNames,
} from "#lib/engines/adversary/index.ts";
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

/** One line of JSON for each thing that happened. A line is on the disk before the run goes on. */
export class JournalFile implements Journal {
  readonly path: string;
  readonly head: JournalHead;
  readonly #file: FileHandle;
  readonly #finished: Map<string, CaseSummary>;
  #last: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    head: JournalHead,
    file: FileHandle,
    finished: Map<string, CaseSummary>,
  ) {
    this.path = path;
    this.head = head;
    this.#file = file;
    this.#finished = finished;
  }

  /** A new file, for nobody but its owner to read. Throws `invalid_input` where there is one already. */
  static async create(path: string, head: Omit<JournalHead, "journal">): Promise<JournalFile> {
    const file = await opened(path, "wx+");
    const whole = { journal: 1 as const, ...head };
    const journal = new JournalFile(path, whole, file, new Map());
    await journal.#append(whole);
    return journal;
  }

  /** The file of a run that was ended early. What a kill left of its last line is cut off. */
  static async resume(path: string): Promise<JournalFile> {
    const file = await opened(path, "r+");
    try {
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
      if (head === null) {
        throw new AppError("invalid_input", `${path} holds no run. Begin one with --journal.`);
      }
      await file.truncate(end);
      return new JournalFile(path, head, file, finished);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get done(): number {
    return this.#finished.size;
  }

  async finished(): Promise<ReadonlyMap<string, CaseSummary>> {
    return this.#finished;
  }

  async begin(caseId: string): Promise<void> {
    await this.#append({ begin: caseId });
  }

  async finish(result: CaseResult): Promise<void> {
    await this.#append({ finish: result });
    const { transcript: _, ...summary } = result;
    this.#finished.set(result.id, summary);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined); // Whoever waited for that line has heard of it.
    await this.#file.close();
  }

  /** One after another: two writes at once could mix. */
  #append(value: unknown): Promise<void> {
    const written = this.#last.then(async () => {
      const { size } = await this.#file.stat();
      const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#file.write(bytes, at, bytes.length - at, size + at)).bytesWritten;
      }
      await this.#file.datasync();
    });
    this.#last = written.catch(() => undefined);
    return written;
  }
}

async function opened(path: string, flags: "wx+" | "r+"): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    const why = {
      EEXIST: `${path} is there already. Go on with it by --resume, or name another.`,
      ENOENT: `${path} cannot be found.`,
    }[String(code)];
    throw new AppError("invalid_input", why ?? `${path} cannot be opened (${code}).`, { cause });
  }
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
