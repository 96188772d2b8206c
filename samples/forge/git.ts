import { execFile } from "node:child_process";

const environment = {
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  HOME: "/dev/null",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
};

export interface GitRun {
  readonly input?: Uint8Array | string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes besides 0 that are an answer and no failure. */
  readonly answers?: readonly number[];
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly output: Buffer;
}

/** Runs git on a bare repository with none of the machine's own configuration. */
export function runGit(
  gitDir: string,
  args: readonly string[],
  run: GitRun = {},
): Promise<GitAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GitAnswer>();
  const child = execFile(
    "git",
    ["--git-dir", gitDir, ...args],
    {
      encoding: "buffer",
      maxBuffer: 256 * 1024 * 1024,
      env: { ...environment, ...run.environment } as unknown as NodeJS.ProcessEnv,
    },
    (error, output, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      if (exitCode === 0 || run.answers?.includes(exitCode)) resolve({ exitCode, output });
      else reject(new Error(`git ${args.join(" ")}: ${stderr.toString("utf8")}`, { cause: error }));
    },
  );
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(run.input);
  return promise;
}
