export interface CosignFiles {
  readonly bundle: string;
  readonly key: string;
  readonly trustedRoot: string;
  readonly patch: string;
  /** The statement's predicate type. */
  readonly predicateType: string;
  /** Whether the bundle brings a timestamp that shall count. */
  readonly useSignedTimestamps?: boolean;
}

/** The command that checks a fix without Etna: offline, with stock cosign 3 in any POSIX shell. */
export function cosignCommand(files: CosignFiles): string {
  return command(files, quoted(files.patch));
}

export interface CosignMerge extends Omit<CosignFiles, "patch"> {
  /** The commit that the target branch came to stand at. */
  readonly gitCommit: string;
}

/** The same for the statement of a merge, held against the merged commit. Needs cosign 3. */
export function cosignMergeCommand(files: CosignMerge): string {
  return command(files, `--digest ${quoted(files.gitCommit)} --digestAlg gitCommit`);
}

export interface CosignReport extends Omit<CosignFiles, "patch"> {
  readonly report: string;
}

/** The same for the statement of a report, held against the report's bytes. */
export function cosignReportCommand(files: CosignReport): string {
  return command(files, quoted(files.report));
}

function command(files: Omit<CosignFiles, "patch">, subject: string): string {
  return [
    "cosign verify-blob-attestation \\",
    `  --bundle ${quoted(files.bundle)} --key ${quoted(files.key)} \\`,
    `  --trusted-root ${quoted(files.trustedRoot)} \\`,
    ...(files.useSignedTimestamps === true ? ["  --use-signed-timestamps \\"] : []),
    `  --type ${quoted(files.predicateType)} \\`,
    `  ${subject}`,
  ].join("\n");
}

function quoted(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=][A-Za-z0-9_./:@%+=-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
