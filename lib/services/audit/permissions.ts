export const roles = ["viewer", "developer", "approver", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

/** What an API token may be given. Approving is for people: there is no such scope. */
export const tokenScopes = ["read", "triage", "run"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Who may do something: any of the parties that are named, and nobody else. */
export interface Grant {
  /** Members of the organization with at least this role. */
  readonly role?: Role;
  /** API tokens with this scope whose role, and whose maker's role, is at least `role`. */
  readonly token?: TokenScope | "any";
  /** Members by a linked account on the forge, with at least `role`. */
  readonly forge?: true;
  /** Etna itself: the worker, the CLI, set-up. */
  readonly system?: true;
  /** Anyone with an account, on what is theirs. */
  readonly signedIn?: true;
  /** A person must have proved within `freshForMs`, in the same session, that it is them. */
  readonly fresh?: true;
  /** Also without a session: what begins or ends one, and what leads to a first organization. */
  readonly sessionless?: true;
  /** Also in a session that waits for its second factor. */
  readonly halfOpen?: true;
  /** Anyone, holding the secret that opens the one row in question. */
  readonly visitor?: true;
}

/** How long a proof of presence counts. */
export const freshForMs = 15 * 60 * 1000;

/** The permission table. Approving and rejecting are for people: no grant names the system or a token there. */
export const permissions = {
  "user.create": { visitor: true },
  "user.update": { signedIn: true, sessionless: true },
  "sign_in.request": { visitor: true, system: true },
  "sign_in.consume": { visitor: true },
  "session.start": { signedIn: true, sessionless: true },
  "session.touch": { signedIn: true, sessionless: true },
  "session.revoke": { signedIn: true, sessionless: true },
  "account.link": { signedIn: true, fresh: true },
  "account.unlink": { signedIn: true, fresh: true },
  "passkey.register": { signedIn: true, fresh: true },
  "passkey.rename": { signedIn: true },
  "passkey.remove": { signedIn: true, fresh: true },
  "totp.register": { signedIn: true, fresh: true },
  "totp.remove": { signedIn: true, fresh: true },
  "recovery_codes.renew": { signedIn: true, fresh: true },
  "second_factor.ask": { signedIn: true, halfOpen: true },
  "second_factor.pass": { signedIn: true, halfOpen: true },
  "organization.create": { signedIn: true, sessionless: true },
  "organization.update": { role: "admin", fresh: true },
  "member.invite": { role: "admin", fresh: true },
  "member.revoke_invitation": { role: "admin" },
  "member.accept_invitation": { signedIn: true, sessionless: true },
  "member.change_role": { role: "admin", fresh: true },
  "member.remove": { role: "admin", fresh: true },
  "repository.connect": { role: "admin" },
  "repository.remove": { role: "admin", fresh: true },
  "connection.create": { role: "admin", fresh: true },
  "connection.check": { role: "admin", system: true },
  "connection.end": { role: "admin", fresh: true },
  "connection.refresh": { system: true },
  "model_key.create": { role: "admin", fresh: true },
  "model_key.rotate": { role: "admin", fresh: true },
  "model_key.update": { role: "admin", fresh: true },
  "model_key.delete": { role: "admin", fresh: true },
  "model_key.check": { role: "admin" },
  "model_key.ask": { role: "admin" },
  "model_key.note": { system: true },
  "model.choose": { role: "admin", fresh: true },
  "model.clear": { role: "admin", fresh: true },
  "webhook.create": { role: "admin", fresh: true },
  "webhook.receive": { system: true },
  "webhook.handle": { system: true },
  "repository.refresh": { system: true },
  "repository.note_push": { system: true },
  "fix.look": { system: true },
  "fix.read_comments": { system: true },
  "key.rotate": { role: "admin", fresh: true },
  "key.revoke": { role: "admin", fresh: true },
  "key.publish": { system: true },
  "provenance.export": { role: "admin", fresh: true, system: true },
  "log.create": { system: true },
  "log.cosign": { system: true },
  "secrets.rewrap": { system: true },
  "finding.record": { system: true },
  "finding.import": { role: "developer", token: "triage" },
  "alerts.ask": { role: "developer", system: true },
  "alerts.take": { system: true },
  "finding.triage": { role: "developer", token: "triage", forge: true },
  "run.start": { role: "developer", token: "run", system: true, forge: true },
  "run.cancel": { role: "developer", token: "run" },
  "run.advance": { system: true },
  "fix.wish": { role: "developer", token: "run", system: true },
  "fix.drop_wish": { role: "developer", token: "run", system: true },
  "fix.propose": { system: true },
  "fix.approve": { role: "approver", forge: true },
  "fix.reject": { role: "approver", forge: true },
  "fix.follow_head": { system: true },
  "fix.follow_ci": { system: true },
  "fix.void_approval": { system: true },
  "fix.notice_conflict": { system: true },
  "fix.say": { system: true },
  "fix.sign": { system: true },
  "fix.notice_merge": { system: true },
  "fix.notice_close": { system: true },
  "fix.state_merge": { system: true },
  "fix.prove_outside": { system: true },
  "proof.offer": { system: true },
  "proof.follow": { system: true },
  "target.create": { role: "admin", fresh: true },
  "target.update": { role: "admin", fresh: true },
  "target.archive": { role: "admin" },
  "target.set_policy": { role: "admin" },
  "target.prove": { role: "developer", system: true },
  "target.try": { role: "developer" },
  "campaign.start": { role: "developer", token: "run", system: true },
  "campaign.cancel": { role: "developer", token: "run" },
  "campaign.advance": { system: true },
  "campaign.call_tool": { visitor: true },
  "campaign.make_finding": { role: "developer" },
  "campaign.sign": { role: "approver" },
  "api_token.create": { role: "viewer", fresh: true },
  "api_token.revoke": { role: "viewer" },
  "api_token.touch": { role: "viewer", token: "any" },
  "api_request.claim": { role: "viewer", token: "any" },
} as const satisfies Record<string, Grant>;

export type Action = keyof typeof permissions;

/** True when `role` is at least `needed`. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** The lesser of two roles. */
export function lesserRole(a: Role, b: Role): Role {
  return roleAtLeast(a, b) ? b : a;
}

/** Whether a member with this role may do this, so that a page can leave out what would be refused. */
export function may(role: Role, action: Action): boolean {
  const grant: Grant = permissions[action];
  return grant.role !== undefined && roleAtLeast(role, grant.role);
}
