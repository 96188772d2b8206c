import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "#lib/base/index.ts";
import type { CaseResult, CaseSummary, Journal } from "#lib/engines/adversary/index.ts";
import { type JournalHead, readJournal } from "./attack-journal-lines.ts";
import { lockFile } from "./lock-file.ts";

/** One line of JSON for each thing that happened. A line is on the disk before the run goes on. */
export class JournalFile implements Journal {
  readonly path: string;
  readonly head: JournalHead;
  readonly #file: FileHandle;
  readonly #finished: Map<string, CaseSummary>;
  readonly #unlock: () => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    head: JournalHead,
    { file, unlock }: Held,
    finished: Map<string, CaseSummary>,
  ) {
    this.path = path;
    this.head = head;
    this.#file = file;
    this.#unlock = unlock;
    this.#finished = finished;
  }

  /** A new file, for nobody but its owner to read. Throws `invalid_input` where there is one already. */
  static async create(path: string, head: Omit<JournalHead, "journal">): Promise<JournalFile> {
    const held = await hold(path, "wx+");
    const whole = { journal: 1 as const, ...head };
    const journal = new JournalFile(path, whole, held, new Map());
    await journal.#append(whole);
    return journal;
  }

  /** The file of a run that was ended early. What a kill left of its last line is cut off. */
  static async resume(path: string): Promise<JournalFile> {
    const held = await hold(path, "r+");
    const { file } = held;
    try {
      const { head, finished, endsAt } = await readJournal(file, path);
      await file.truncate(endsAt);
      return new JournalFile(path, head, held, finished);
    } catch (error) {
      await file.close();
      await held.unlock();
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
    await this.#unlock();
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

interface Held {
  readonly file: FileHandle;
  readonly unlock: () => Promise<void>;
}

/** For this process alone: two that go on with one run would ask everything twice. */
async function hold(path: string, flags: "wx+" | "r+"): Promise<Held> {
  const file = await opened(path, flags);
  try {
    return { file, unlock: await lockFile(path) };
  } catch (error) {
    await file.close();
    throw error;
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
