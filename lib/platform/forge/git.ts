import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { AppError } from "#lib/base/index.ts";
import { gitEnvironment, settingArguments } from "./git-environment.ts";

interface GitOptions {
  /** Absolute path of the repository's git directory. */
  readonly gitDir: string;
  /** Time limit of one git process. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

interface GitInput {
  readonly input?: Uint8Array | string;
  /** Index file to use in place of the repository's own. */
  readonly indexFile?: string;
  /** Author and committer time, Unix seconds. */
  readonly unixSeconds?: number;
  readonly maxOutputBytes?: number;
  /** Git refuses to make a bare repository where a work tree is named, even one that cannot be. */
  readonly makesRepository?: true;
}

interface GitOutcome {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The git program on one repository, shut off from its configuration, hooks and network. */
export interface Git {
  /** Runs to the end, whatever the exit code. Throws `unavailable` past the time limit or when
   * cancelled, `too_large` past the output limit. */
  run(args: readonly string[], input?: GitInput): Promise<GitOutcome>;
  /** Standard output without its last line feed. Throws `precondition_failed` on a non-zero exit. */
  text(args: readonly string[], input?: GitInput): Promise<string>;
  /** Standard output as bytes. Throws `precondition_failed` on a non-zero exit. */
  bytes(args: readonly string[], input?: GitInput): Promise<Buffer>;
  /** A long-lived process; the caller ends it, within `timeoutMs` where it gives no answer. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
  readonly timeoutMs: number;
  /** The error for a process that was stopped, or null where nothing of ours stopped it. */
  stopped(late: boolean, cause?: unknown): AppError | null;
}

const identity = { name: "Etna", email: "etna@users.noreply.invalid" };
const defaultMaxOutputBytes = 64 * 1024 * 1024;

export function openGit({ gitDir, timeoutMs, signal }: GitOptions): Git {
  const environment = gitEnvironment(gitDir);

  function run(args: readonly string[], input: GitInput = {}): Promise<GitOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<GitOutcome>();
    const child = execFile(
      "git",
      [...settingArguments, ...args],
      {
        cwd: "/",
        encoding: "buffer",
        // NodeJS.ProcessEnv is widened by the web framework; git needs no more than this.
        env: { ...environment, ...extraEnvironment(input) } as unknown as NodeJS.ProcessEnv,
        killSignal: "SIGKILL",
        maxBuffer: input.maxOutputBytes ?? defaultMaxOutputBytes,
        timeout: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode === "number") {
          resolve({ exitCode, stdout, stderr: stderr.toString("utf8", 0, 4096) });
        } else reject(stopped(error?.killed ?? false, error) ?? processFailure(error, args));
      },
    );
    // A process that ends before reading its input closes the pipe; its exit code tells why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input.input);
    return promise;
  }

  async function bytes(args: readonly string[], input?: GitInput): Promise<Buffer> {
    const outcome = await run(args, input);
    if (outcome.exitCode !== 0) throw gitFailure(args, outcome);
    return outcome.stdout;
  }

  async function text(args: readonly string[], input?: GitInput): Promise<string> {
    return (await bytes(args, input)).toString("utf8").replace(/\n$/, "");
  }

  function start(args: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn("git", [...settingArguments, ...args], {
      cwd: "/",
      env: environment as unknown as NodeJS.ProcessEnv,
      killSignal: "SIGKILL",
      ...(signal === undefined ? {} : { signal }),
    });
  }

  function stopped(late: boolean, cause?: unknown): AppError | null {
    if (signal?.aborted) {
      return new AppError("unavailable", "The operation was cancelled.", { cause });
    }
    const words = `Git gave no answer within ${timeoutMs / 1000} s. Try again later.`;
    return late ? new AppError("unavailable", words, { cause }) : null;
  }

  return { run, text, bytes, start, timeoutMs, stopped };
}

/** A git command that said no where it should not have: most likely a damaged repository. */
function gitFailure(args: readonly string[], { exitCode, stderr }: GitOutcome): AppError {
  return new AppError(
    "precondition_failed",
    `Git could not finish "${args[0]}" on this repository. Run git fsck on it, then try again.`,
    { cause: new Error(`git ${args[0]} exited with ${exitCode}: ${stderr}`) },
  );
}

function processFailure(cause: Error | null, args: readonly string[]): AppError {
  const code = cause !== null && "code" in cause ? cause.code : undefined;
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return new AppError("too_large", `The repository is too large for git ${args[0]}.`, { cause });
  }
  if (code === "ENOENT") {
    return new AppError("unavailable", "Git is not installed on this machine.", { cause });
  }
  return new AppError("unavailable", `Git ${args[0]} was stopped from outside.`, { cause });
}

function extraEnvironment(input: GitInput): Record<string, string | undefined> {
  const { indexFile, unixSeconds, makesRepository } = input;
  const date = `@${unixSeconds ?? 0} +0000`;
  return {
    ...(indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile }),
    ...(makesRepository === undefined ? {} : { GIT_WORK_TREE: undefined }),
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    GIT_COMMITTER_DATE: date,
  };
}
