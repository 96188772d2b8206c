import { createHash } from "node:crypto";
import { ASN1Obj, RFC3161Timestamp } from "@sigstore/core";
import { fromHex, toHex } from "#lib/base/index.ts";

/** What a token says of itself. Nothing is verified yet. */
export interface TimestampToken {
  /** PKIStatus of the response: 0 and 1 grant. */
  readonly status: number;
  readonly time: Date;
  /** `20261129192118Z`: a fraction of a second would stand here. */
  readonly timeText: string;
  readonly hashAlgorithm: string | undefined;
  /** Lower-case hex, like all digests here. */
  readonly imprint: string;
  /** Dotted. */
  readonly policy: string;
  readonly serial: string;
  /** As the requester sent it, null where it sent none. */
  readonly nonce: string | null;
  /** SHA-256 of the whole response. */
  readonly digest: string;
  readonly signerIssuer: Buffer;
  readonly signerSerial: Buffer;
}

/** SEQUENCE { INTEGER 1, SEQUENCE { sha256, OCTET STRING of 32 bytes …: what stands before the imprint. */
const beforeImprint = "30430201013031300d060960864801650304020105000420";
const certificateWanted = "0101ff";

/**
 * A TimeStampReq (RFC 3161 §2.4.1) over the SHA-256 of `signed`, DER, which asks for the certificate as
 * well. The nonce is eight bytes, the first from 1 to 127: a positive INTEGER as it stands.
 */
export function timestampRequest(signed: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const hex = `${beforeImprint}${sha256Hex(signed)}0208${toHex(nonce)}${certificateWanted}`;
  return fromHex(hex) ?? new Uint8Array();
}

/** Reads a TimeStampResp (DER), or null for anything else. */
export function readTimestamp(response: Uint8Array): TimestampToken | null {
  try {
    const timestamp = RFC3161Timestamp.parse(Buffer.from(response));
    const { tstInfo } = timestamp;
    const [, policy, , serial, genTime, ...optional] = tstInfo.root.subs;
    if (policy === undefined || serial === undefined || genTime === undefined) return null;
    const nonce = optional.find(({ tag }) => tag.isInteger());
    return {
      status: Number(timestamp.status),
      time: tstInfo.genTime,
      timeText: genTime.value.toString("latin1"),
      hashAlgorithm: tstInfo.messageImprintHashAlgorithm,
      imprint: toHex(tstInfo.messageImprintHashedMessage),
      policy: policy.toOID(),
      serial: toHex(serial.value),
      nonce: nonce === undefined ? null : toHex(nonce.value),
      digest: sha256Hex(response),
      signerIssuer: timestamp.signerIssuer,
      signerSerial: timestamp.signerSerialNumber,
    };
  } catch {
    return null; // its ASN.1 is not that of a response with a token
  }
}

/** The status of a response that grants nothing, null where it cannot be read at all. */
export function readRefusal(response: Uint8Array): number | null {
  try {
    const [info, token] = ASN1Obj.parseBuffer(Buffer.from(response)).subs;
    const status = info?.subs[0];
    if (token !== undefined || status === undefined) return null;
    return Number(status.toInteger());
  } catch {
    return null;
  }
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
