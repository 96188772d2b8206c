import { Digest } from "../ui/digest.tsx";
import { shortDigest } from "../ui/digest-text.ts";
import type { FormAction } from "../ui/form-state.ts";
import { FactsList, Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { RevokeKey, RotateKey } from "./change-key.tsx";
import { KeyStatus } from "./key-status.tsx";
import type { SigningKeyView } from "./signing-key.ts";

export type KeyHealth = { works: true } | { works: false; reason: string };

/** Every key of an organization, the one in force first. Old ones stay; the time line says when each was. */
export function SigningKeys({
  keys,
  health,
  changes,
}: {
  keys: readonly SigningKeyView[];
  /** Of the key in force: whether it signs, tried a moment ago. */
  health?: KeyHealth | undefined;
  /** Null for whoever may not change keys. */
  changes: {
    rotate: FormAction;
    revoke: FormAction;
    reasons: Readonly<Record<string, string>>;
  } | null;
}) {
  return (
    <Panel aria-labelledby="h-keys">
      <PanelHeader id="h-keys" title="Signing keys" />
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.id} className="grid gap-1 px-4 py-3 max-narrow:px-3">
            <div className="flex flex-wrap items-center gap-3">
              <h3 className="font-medium">
                Ed25519{" "}
                <span className="font-mono text-[12px]">{shortDigest(key.fingerprint)}</span>
              </h3>
              <KeyStatus signingKey={key} />
              {changes && (
                <span className="ml-auto flex gap-2">
                  {key.until === undefined && <RotateKey keyId={key.id} rotate={changes.rotate} />}
                  {key.revokedAt === undefined && (
                    <RevokeKey
                      keyId={key.id}
                      name={shortDigest(key.fingerprint)}
                      inForce={key.until === undefined}
                      reasons={changes.reasons}
                      revoke={changes.revoke}
                    />
                  )}
                </span>
              )}
            </div>
            <FactsList
              look="side"
              facts={[
                {
                  label: "Fingerprint",
                  value: (
                    <Digest value={key.fingerprint} algorithm="sha256" label="fingerprint" long />
                  ),
                },
                {
                  label: "Signed",
                  value: key.fixesSigned === 1 ? "1 fix" : `${key.fixesSigned} fixes`,
                },
                {
                  label: key.place.kind === "sealed" ? "Wrapped by" : "Lives in",
                  value: <span className="break-all">{key.place.keyId}</span>,
                },
                ...(key.until === undefined && health
                  ? [{ label: "Health", value: <Health health={health} /> }]
                  : []),
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Health({ health }: { health: KeyHealth }) {
  if (health.works) return <Status kind="passed">Signs and verifies</Status>;
  return (
    <>
      <Status kind="failed">Does not sign</Status> {health.reason}
    </>
  );
}
