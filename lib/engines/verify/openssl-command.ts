export interface TimestampCommand {
  /** SHA-256 of the signature that was timestamped, hex. */
  readonly signatureSha256: string;
  /** The authority's answer (RFC 3161), as it stands in a shell. */
  readonly response: string;
  /** The time that it vouches for, ISO 8601. */
  readonly time: string;
}

/** The command that checks a timestamp without Etna, its authority's certificates as of that time. */
export function opensslTimestampCommand({ signatureSha256, response, time }: TimestampCommand) {
  return [
    "openssl ts -verify \\",
    `  -digest ${signatureSha256} \\`,
    `  -in ${response} -CAfile timestamp-authority.pem \\`,
    `  -attime ${Date.parse(time) / 1000}`,
  ].join("\n");
}
