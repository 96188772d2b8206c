import { Digest } from "../ui/digest.tsx";
import { shortDigest } from "../ui/digest-text.ts";
import { FactsList, Panel, PanelHeader } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";

export interface SigningKeyView {
  id: string;
  /** SHA-256 of the public key, hex. */
  fingerprint: string;
  since: string;
  until?: string | undefined;
  revokedAt?: string | undefined;
  reason?: string | undefined;
  fixesSigned: number;
  /** "the installation's key file", "AWS KMS, eu-north-1". */
  wrappedBy: string;
}

/** Every key of an organization, the one in force first. Old ones stay for ever. */
export function SigningKeys({
  keys,
  keysHref,
}: {
  keys: readonly SigningKeyView[];
  keysHref: string;
}) {
  return (
    <Panel aria-labelledby="h-keys">
      <PanelHeader id="h-keys" title="Signing keys">
        <a href={keysHref} className="link">
          keys.json
        </a>
      </PanelHeader>
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.id} className="grid gap-1 px-4 py-3 max-narrow:px-3">
            <div className="flex flex-wrap items-center gap-3">
              <h3 className="font-medium">
                Ed25519{" "}
                <span className="font-mono text-[12px]">{shortDigest(key.fingerprint)}</span>
              </h3>
              <KeyStatus signingKey={key} />
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
                  label: "In force",
                  value: (
                    <>
                      from <Time at={key.since} format="absolute" />
                      {key.until ? (
                        <>
                          {" "}
                          to <Time at={key.until} format="absolute" />
                        </>
                      ) : (
                        ", no end"
                      )}
                    </>
                  ),
                },
                {
                  label: "Signed",
                  value: key.fixesSigned === 1 ? "1 fix" : `${key.fixesSigned} fixes`,
                },
                { label: "Wrapped by", value: key.wrappedBy },
                ...(key.revokedAt
                  ? [
                      {
                        label: "Revoked",
                        value: (
                          <>
                            <Time at={key.revokedAt} format="absolute" />
                            {key.reason && `: ${key.reason}`}
                          </>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function KeyStatus({ signingKey }: { signingKey: SigningKeyView }) {
  if (signingKey.revokedAt) return <Status kind="failed">Revoked</Status>;
  if (signingKey.until) return <Status kind="stopped">Retired</Status>;
  return <Status kind="passed">In force</Status>;
}
