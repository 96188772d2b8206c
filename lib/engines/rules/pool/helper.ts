import type { ChildProcess } from "node:child_process";
import type { Entry } from "./entry.ts";
import { processorMs } from "./processor-time.ts";
import type { Answer, Ask, FromProcess, Ground, ToProcess } from "./protocol.ts";
import { startScanProcess } from "./start-process.ts";

/** One task at work and one that waits beside it, so that no process waits for the next. */
const tasksAtOnce = 2;

/** One that uses no processor, and answers nothing, is given up after so many times its time. */
const patience = 10;

interface Watcher {
  /** There is room for another task. */
  readonly feed: () => void;
  /** The process is gone by itself. */
  readonly ended: () => void;
}

/** One process of a pool, and what it has been given. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #given: Entry[] = [];
  readonly #watcher: Watcher;
  readonly #born = performance.now();
  #since = 0;
  #mark = { since: -1, cpu: 0 };
  #ready = false;
  #begun: { readonly ruleId: string | null; readonly fix: boolean } = { ruleId: null, fix: false };

  constructor(ground: Ground, answer: (ask: Ask) => Promise<Answer>, watcher: Watcher) {
    this.#watcher = watcher;
    this.#child = startScanProcess();
    this.#child.on("message", (message: FromProcess) => this.#hear(message, answer));
    this.#child.on("error", () => watcher.ended());
    this.#child.on("exit", () => watcher.ended());
    this.#tell({ kind: "ground", ground });
  }

  get hasRoom(): boolean {
    return this.#given.length < tasksAtOnce;
  }

  get isBusy(): boolean {
    return this.#given.length > 0;
  }

  get wasReady(): boolean {
    return this.#ready;
  }

  get begun() {
    return this.#begun;
  }

  /**
   * How long it has worked at what it does, or at the rule that it last told of: by its own time on a
   * processor where that can be read, so that a busy machine makes no rule slow. To be asked often.
   */
  busyMs(): number {
    if (!this.#ready || !this.isBusy) return 0;
    const wallMs = performance.now() - this.#since;
    const cpu = processorMs(this.#child.pid);
    if (cpu === null) return wallMs;
    if (this.#mark.since !== this.#since) this.#mark = { since: this.#since, cpu };
    return Math.max(Math.min(wallMs, cpu - this.#mark.cpu), wallMs / patience);
  }

  /** How long it has been starting; 0 once it has. */
  startsSinceMs(): number {
    return this.#ready ? 0 : performance.now() - this.#born;
  }

  give(entry: Entry): void {
    this.#given.push(entry);
    if (this.#given.length === 1) this.#startClock();
    this.#tell({ kind: "task", id: entry.id, task: entry.task, tells: entry.tells });
  }

  leftover(): { readonly active: Entry | undefined; readonly rest: readonly Entry[] } {
    const [active, ...rest] = this.#given.splice(0);
    return { active, rest };
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #startClock(): void {
    this.#since = performance.now();
    this.#begun = { ruleId: null, fix: false };
  }

  #tell(message: ToProcess): void {
    // Gone meanwhile: its exit is told by itself.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #hear(message: FromProcess, answer: (ask: Ask) => Promise<Answer>): void {
    const active = this.#given[0];
    switch (message.kind) {
      case "ready":
        this.#ready = true;
        this.#startClock();
        break;
      case "begun":
        if (active?.id !== message.id) break;
        this.#since = performance.now();
        this.#begun = { ruleId: message.ruleId, fix: message.fix };
        break;
      case "ask":
        void answer(message.ask).then((given) =>
          this.#tell({ kind: "answer", id: message.id, answer: given }),
        );
        break;
      case "done":
      case "failed":
        if (active?.id !== message.id) break;
        this.#given.shift();
        this.#startClock();
        active.end(
          message.kind === "done"
            ? { kind: "done", result: message.result }
            : { kind: "failed", message: message.message },
        );
        this.#watcher.feed();
        break;
    }
  }
}
