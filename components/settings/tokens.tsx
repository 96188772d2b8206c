import { ActionForm } from "../ui/action-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogAnswers } from "../ui/dialog-answers.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { Count, Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { TokenForm } from "./token-form.tsx";

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null once its maker has left. */
  readonly madeBy: string | null;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  readonly works: boolean;
  /** Whether the person who looks may revoke it. */
  readonly mine: boolean;
}

/** The form of `create` carries `name`, `scopes` and `days`; that of `revoke`, `tokenId`. */
export function Tokens({
  tokens,
  lifetimesDays,
  mayChange,
  create,
  revoke,
}: {
  tokens: readonly TokenRow[];
  lifetimesDays: readonly number[];
  /** Whether a token of this person may do more than read. */
  mayChange: boolean;
  create: FormAction;
  revoke: FormAction;
}) {
  return (
    <Panel aria-labelledby="h-tokens">
      <PanelHeader id="h-tokens" title="API tokens" beside={<Count value={tokens.length} />} />
      {tokens.length === 0 && (
        <p className="px-4 py-3 text-fg-muted max-narrow:px-3">No program has a token yet.</p>
      )}
      <Rows>
        {tokens.map((token) => (
          <Row key={token.id} className="grid-cols-[minmax(0,1fr)_auto] gap-y-1">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3">
                <h3 className="break-all font-medium">{token.name}</h3>
                <span className="text-fg-muted text-xs">{token.scopes.join(", ")}</span>
                {!token.works && <Status kind="failed">Works no more</Status>}
              </div>
              <p className="text-fg-subtle text-xs">
                Made by {token.madeBy ?? "a former member"}.{" "}
                {token.lastUsedAt === null ? (
                  "Never used."
                ) : (
                  <>
                    Last used <Time at={token.lastUsedAt} />.
                  </>
                )}{" "}
                Expires <Time at={token.expiresAt} />.
              </p>
            </div>
            {token.mine && <RevokeToken token={token} revoke={revoke} />}
          </Row>
        ))}
      </Rows>
      <TokenForm create={create} lifetimesDays={lifetimesDays} mayChange={mayChange} />
    </Panel>
  );
}

function RevokeToken({ token, revoke }: { token: TokenRow; revoke: FormAction }) {
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" aria-label={`Revoke ${token.name}…`}>
          Revoke…
        </Button>
      }
      title={`Revoke ${token.name}`}
      description="The program that uses it is refused from its next request on. It cannot be taken back."
    >
      <ActionForm action={revoke} values={{ tokenId: token.id }} className="grid gap-4">
        <DialogAnswers keep="Keep the token" act="Revoke the token" working="Revoking…" destroys />
      </ActionForm>
    </Dialog>
  );
}
