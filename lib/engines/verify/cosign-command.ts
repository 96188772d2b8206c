export interface CosignFiles {
  readonly bundle: string;
  readonly key: string;
  readonly trustedRoot: string;
  readonly patch: string;
  /** The statement's predicate type. */
  readonly predicateType: string;
}

/** The command that checks a fix without Etna: offline, with stock cosign 3 in any POSIX shell. */
export function cosignCommand(files: CosignFiles): string {
  return [
    "cosign verify-blob-attestation \\",
    `  --bundle ${quoted(files.bundle)} --key ${quoted(files.key)} \\`,
    `  --trusted-root ${quoted(files.trustedRoot)} \\`,
    `  --type ${quoted(files.predicateType)} \\`,
    `  ${quoted(files.patch)}`,
  ].join("\n");
}

function quoted(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=][A-Za-z0-9_./:@%+=-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
