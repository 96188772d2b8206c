import { X509Certificate } from "node:crypto";
import { AppError, toBase64 } from "#lib/base/index.ts";

/** One signing certificate of an authority and its issuers, as `trusted_root.json` names it. */
export interface TimestampAuthority {
  readonly subject: { readonly organization: string; readonly commonName: string };
  readonly uri: string;
  /** DER in base64: the signing certificate, its issuers, the root last. */
  readonly certChain: { readonly certificates: readonly { readonly rawBytes: string }[] };
  readonly validFor: { readonly start: string; readonly end: string };
}

const certificateForm = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const timeStamping = "1.3.6.1.5.5.7.3.8";

/**
 * Reads chains of certificates (PEM): each begins with a certificate that signs timestamps, and goes on
 * with its issuers to the root. Several in one file are an authority that renewed its certificate.
 * Throws `invalid_input` for a chain that no token could be verified with.
 */
export function readTimestampAuthorities(pem: string, uri: string): readonly TimestampAuthority[] {
  const chains: X509Certificate[][] = [];
  for (const [text] of pem.matchAll(certificateForm)) {
    const certificate = readCertificate(text);
    if (!certificate.ca) chains.push([certificate]);
    else if (chains.length > 0) chains.at(-1)?.push(certificate);
    else throw unusable("it begins with a CA: the certificate that signs the tokens comes first");
  }
  if (chains.length === 0) throw unusable("it holds no certificate (PEM)");
  return chains.map((chain) => toAuthority(chain, uri));
}

function toAuthority(chain: readonly X509Certificate[], uri: string): TimestampAuthority {
  const [leaf] = chain;
  const root = chain.at(-1);
  if (leaf === undefined || root === undefined) throw unusable("a chain is empty");
  // The ASN.1 that @sigstore/verify reads knows ECDSA alone.
  if (leaf.publicKey.asymmetricKeyType !== "ec") {
    throw unusable("the signing certificate's key is not ECDSA, which verifiers of bundles need");
  }
  if (!leaf.keyUsage?.includes(timeStamping)) {
    throw unusable("the first certificate is not made for timestamps (extendedKeyUsage)");
  }
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1] ?? certificate;
    if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) {
      throw unusable(`${nameIn(certificate, "CN")} was not issued by the certificate after it`);
    }
  }
  return {
    subject: { organization: nameIn(leaf, "O"), commonName: nameIn(leaf, "CN") },
    uri,
    certChain: { certificates: chain.map(({ raw }) => ({ rawBytes: toBase64(raw) })) },
    validFor: { start: isoOf(leaf.validFrom), end: isoOf(leaf.validTo) },
  };
}

/** The issuers alone, as PEM: what `openssl ts -verify` takes as -CAfile. */
export function issuersPem({ certChain }: TimestampAuthority): string {
  return certChain.certificates
    .slice(1)
    .map(({ rawBytes }) => new X509Certificate(Buffer.from(rawBytes, "base64")).toString())
    .join("");
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable("one of its certificates cannot be read", cause);
  }
}

function nameIn(certificate: X509Certificate, field: "CN" | "O"): string {
  return new RegExp(`^${field}=(.*)$`, "m").exec(certificate.subject)?.[1] ?? "";
}

function isoOf(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}

function unusable(why: string, cause?: unknown): AppError {
  return new AppError("invalid_input", `ETNA_TIMESTAMP_CERTIFICATES: ${why}.`, { cause });
}
