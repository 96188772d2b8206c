import { describe, expect, it } from "vitest";
import { canonicalJson, decodeUtf8, isAppError, type Json, utf8 } from "#lib/base/index.ts";
import {
  type ApprovedFix,
  buildStatement,
  cosignCommand,
  maxPaeBytes,
  newSalt,
  opens,
  preAuthEncoding,
  predicateTypeOf,
  readStatement,
  statementBytes,
  type Withheld,
  withhold,
} from "#lib/engines/verify/index.ts";
import { approvedFix, signFix, subjects } from "./signed-fix.ts";

function failure(make: () => unknown): unknown {
  try {
    make();
    return null;
  } catch (error) {
    return error;
  }
}

describe("a statement", () => {
  it("is written canonically, so that it can be read back to the same bytes", () => {
    const statement = buildStatement(subjects, approvedFix());
    const bytes = statementBytes(statement);
    expect(decodeUtf8(bytes)).toBe(canonicalJson(statement as Json));
    expect(readStatement(bytes)).toEqual({ ok: true, statement });
  });

  it("takes its type from the base URL", () => {
    expect(predicateTypeOf()).toBe("https://agentetna.com/attestations/approved-fix/v1");
    expect(predicateTypeOf("https://etna.example/x/")).toBe(
      "https://etna.example/x/attestations/approved-fix/v1",
    );
    const wrong = failure(() => buildStatement(subjects, approvedFix(), "ftp://etna.example"));
    expect(isAppError(wrong, "invalid_input")).toBe(true);
  });

  it("takes no e-mail address", () => {
    const { approval } = approvedFix();
    const named = approvedFix({ approval: { ...approval, by: "Ingrid <ingrid@halden.example>" } });
    expect(failure(() => buildStatement(subjects, named))).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("e-mail"),
    });
  });

  it("says that a check did not run, and knows no other outcomes", () => {
    const checks = [{ id: "rescan", outcome: "skipped", summary: "x" }];
    const odd = { ...approvedFix(), checks } as unknown as ApprovedFix;
    expect(failure(() => buildStatement(subjects, odd))).toMatchObject({ code: "invalid_input" });
    const text = decodeUtf8(statementBytes(buildStatement(subjects, approvedFix())));
    expect(text).toContain('"outcome":"not_run"');
  });

  it("names a rule or a model, never both and never neither", () => {
    const agent = { name: "Etna", version: "0.1.0" };
    expect(
      buildStatement(subjects, approvedFix({ agent: { ...agent, model: "m-1" } })),
    ).toBeDefined();
    for (const odd of [agent, { ...agent, model: "m-1", rule: "r-1" }]) {
      const predicate = approvedFix({ agent: odd as ApprovedFix["agent"] });
      expect(failure(() => buildStatement(subjects, predicate))).toMatchObject({
        code: "invalid_input",
      });
    }
  });

  it("stays below the 4096 bytes that key services sign, and says how to get there", () => {
    const summary = "s".repeat(200);
    const checks = Array.from({ length: 20 }, (_, at) => ({
      id: `c${at}`,
      outcome: "passed" as const,
      summary,
    }));
    expect(failure(() => buildStatement(subjects, approvedFix({ checks })))).toMatchObject({
      code: "too_large",
      message: expect.stringContaining("Shorten the check summaries"),
    });
    let length = 1;
    let largest = 0;
    while (length <= 32) {
      const some = checks.slice(0, length++);
      const error = failure(() => {
        const statement = buildStatement(subjects, approvedFix({ checks: some }));
        largest = preAuthEncoding(statementBytes(statement)).length;
      });
      if (error !== null) break;
    }
    expect(largest).toBeGreaterThan(3000);
    expect(largest).toBeLessThan(maxPaeBytes);
  });

  it("is encoded for signing as DSSE v1 prescribes", () => {
    expect(decodeUtf8(preAuthEncoding(utf8("hello world"), "http://example.com/HelloWorld"))).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
    expect(decodeUtf8(preAuthEncoding(utf8("ä"), "ß"))).toBe("DSSEv1 2 ß 2 ä");
  });
});

describe("withholding", () => {
  const secrets = [
    "halden/booking-api",
    "refs/heads/secret-project",
    "js-exec-template",
    "src/labels/render.ts",
    "Ingrid Solheim",
    "1:5d41402abc4b2a76b9719d911017c592",
    "One person who did not write the code",
  ];

  it("reveals no name of repository, file, rule or person, in the payload or in the whole bundle", async () => {
    const hide = (value: string) => withhold(value, newSalt());
    const open = approvedFix();
    const statement = buildStatement(subjects, {
      ...open,
      change: { ...open.change, repository: hide(secrets[0]!), targetRef: hide(secrets[1]!) },
      agent: { name: "Etna", version: "0.1.0", rule: hide(secrets[2]!) },
      findings: [{ fingerprint: hide(secrets[5]!), rule: hide(secrets[2]!) }],
      checks: open.checks.map((check) => ({ ...check, summary: hide(`in ${secrets[3]}`) })),
      approval: { ...open.approval, by: hide(secrets[4]!), policy: hide(secrets[6]!) },
    });
    const { bundle } = await signFix({ statement });
    const entry = bundle.verificationMaterial.tlogEntries[0].canonicalizedBody;
    const everything = [
      decodeUtf8(statementBytes(statement)),
      JSON.stringify(bundle),
      Buffer.from(entry, "base64").toString(),
    ].join("\n");
    const parts = secrets.flatMap((secret) => [secret, ...secret.split(/[/ .:]/)]);
    for (const part of parts.filter((text) => text.length > 4)) {
      expect(everything.toLowerCase()).not.toContain(part.toLowerCase());
    }
  });

  it("can be opened by whoever has value and salt, and by nothing else", () => {
    const salt = newSalt();
    const hidden = withhold("Ingrid Solheim", salt);
    expect(hidden.withheld).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(opens(hidden, "Ingrid Solheim", salt)).toBe(true);
    expect(opens(hidden, "Ingrid Soldheim", salt)).toBe(false);
    expect(opens(hidden, "Ingrid Solheim", newSalt())).toBe(false);
    expect(opens({ withheld: "sha256:" } as Withheld, "Ingrid Solheim", salt)).toBe(false);
    expect(opens(hidden, "\ud800", salt)).toBe(false);
  });

  it("hides the same name differently each time", () => {
    expect(withhold("a", newSalt())).not.toEqual(withhold("a", newSalt()));
  });

  it("refuses a salt that could be guessed", () => {
    for (const salt of ["", "salt", "ab".repeat(15), "zz".repeat(16)]) {
      expect(failure(() => withhold("a", salt))).toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("the cosign command", () => {
  const files = {
    bundle: "fix.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.json",
    patch: "fix.patch",
    predicateType: predicateTypeOf(),
  };

  it("is the one that the page and the documentation show", () => {
    expect(cosignCommand(files)).toBe(
      [
        "cosign verify-blob-attestation \\",
        "  --bundle fix.sigstore.json --key instance.pub \\",
        "  --trusted-root trusted_root.json \\",
        "  --type https://agentetna.com/attestations/approved-fix/v1 \\",
        "  fix.patch",
      ].join("\n"),
    );
  });

  it("can be pasted whatever the files are called", () => {
    const command = cosignCommand({ ...files, patch: "it's; $(here)", key: "-k" });
    expect(command).toContain(`'it'\\''s; $(here)'`);
    expect(command).toContain("--key '-k'");
  });
});
