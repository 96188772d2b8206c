import { sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  cosign,
  type Note,
  readNote,
  readSignatureLines,
  readTreeHead,
  readVerifierKey,
  signatureBy,
  signTreeHead,
  writeNote,
  writeVerifierKey,
} from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { nobleCrypto } from "#lib/engines/verify/index.ts";
import { noteSigner } from "../../support/memory-log.ts";

/** The example in the documentation of Go's golang.org/x/mod/sumdb/note. */
const goKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const goNote =
  "If you think cryptography is the answer to your problem,\n" +
  "then you don't know what your problem is.\n\n" +
  "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const head = { origin: "log.example/log", size: 3, root: new Uint8Array(32).fill(7) };

describe("signed notes", () => {
  it.each([
    ["node:crypto", nodeCrypto],
    ["noble", nobleCrypto],
  ])("the example of Go's library verifies with %s", async (_name, crypto) => {
    const key = readVerifierKey(goKey)!;
    const note = readNote(goNote)!;
    expect(await signatureBy(note, key, crypto)).toMatchObject({ holds: true });
    expect(writeNote(note)).toBe(goNote);
    const other = { ...note, text: note.text.replace("answer", "Answer") };
    expect(await signatureBy(other, key, crypto)).toMatchObject({ holds: false });
  });

  it.each([
    ["a control character", goNote.replace("cryptography", "crypto\tgraphy")],
    ["a carriage return", goNote.replaceAll("\n", "\r\n")],
    ["no empty line", goNote.replace("\n\n", "\n")],
    ["no signature", goNote.slice(0, goNote.indexOf("\u2014"))],
    ["a hyphen for the dash", goNote.replace("\u2014", "-")],
    ["no last newline", goNote.slice(0, -1)],
    ["a name with a plus sign", goNote.replace("PeterNeumann", "Peter+Neumann")],
    ["base64 that is none", goNote.replace("x08go", "x0!go")],
    ["a line more that is no signature", `${goNote}more\n`],
  ])("with %s are not read", (_what, note) => {
    expect(readNote(note)).toBeNull();
  });

  it("may hold empty lines: the last one ends the text", () => {
    const note = readNote(goNote.replace("problem,\n", "problem,\n\n"));
    expect(note?.text).toContain("problem,\n\nthen");
  });

  it.each([
    ["another id", goKey.replace("c74f20a3", "c74f20a4")],
    ["another name", goKey.replace("Peter", "Paul")],
    ["a type that is not known", writeVerifierKey("a", 2 as 1, new Uint8Array(32))],
    ["a key that is too short", writeVerifierKey("a", 1, new Uint8Array(31))],
    ["nothing", ""],
  ])("keys with %s are refused", (_what, text) => {
    expect(readVerifierKey(text)).toBeNull();
  });
});

describe("heads", () => {
  const own = noteSigner(head.origin);
  const signer = { sign: async (bytes: Uint8Array) => sign(null, bytes, own.key) };
  const signed = () => signTreeHead(head, readVerifierKey(own.verifierKey)!, signer);

  it("are read as they were signed", async () => {
    const read = readTreeHead(writeNote(await signed()))!;
    expect(read).toMatchObject(head);
    const key = readVerifierKey(own.verifierKey)!;
    expect(await signatureBy(read.note, key, nodeCrypto)).toMatchObject({ holds: true });
  });

  it.each([
    ["a size with a zero before it", "\n3\n", "\n03\n"],
    ["a negative size", "\n3\n", "\n-3\n"],
    ["a root of another length", "BwcH", "Bwc"],
    ["no origin", "log.example/log\n3", "\n3"],
  ])("with %s are refused", async (_what, from, to) => {
    const text = writeNote(await signed());
    expect(readTreeHead(text.replace(from, to))).toBeNull();
  });

  it("a cosignature holds for its time, its head and its key alone", async () => {
    const witness = noteSigner("witness.example/w1", 4);
    const sealed = await signed();
    const bytes = await cosign(sealed.text, 1_679_315_147n, {
      sign: async (message) => {
        const text = new TextDecoder().decode(message);
        expect(text).toBe(`cosignature/v1\ntime 1679315147\n${sealed.text}`);
        return sign(null, message, witness.key);
      },
    });
    const key = readVerifierKey(witness.verifierKey)!;
    const line = { name: witness.name, keyId: witness.keyId, signature: bytes };
    const holds = async (note: Note) => (await signatureBy(note, key, nodeCrypto))?.holds ?? null;
    const note = { ...sealed, signatures: [...sealed.signatures, line] };
    expect(await holds(note)).toBe(true);
    expect(await holds({ ...note, text: note.text.replace("\n3\n", "\n4\n") })).toBe(false);
    const later = Uint8Array.from(bytes);
    later[7] = 9;
    expect(await holds({ ...note, signatures: [{ ...line, signature: later }] })).toBe(false);
    expect(await holds({ ...note, signatures: [{ ...line, name: "other" }] })).toBeNull();
    expect(readSignatureLines(writeNote(note).split("\n\n")[1]!)).toHaveLength(2);
  });
});
