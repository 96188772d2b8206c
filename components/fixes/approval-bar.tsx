"use client";

import { type ReactNode, useMemo, useRef, useState } from "react";
import { useCommandKey } from "../shell/shortcuts.ts";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Digest } from "../ui/digest.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Keys } from "../ui/kbd.tsx";
import { ApprovalNote, type ApprovalSigning, lacksSignature } from "./approval-note.tsx";
import { RejectDialog } from "./reject-dialog.tsx";
import { type BeginApproval, signedApproval } from "./sign-approval.ts";

export interface ApprovalView {
  fixId: string;
  commit: string;
  tree: string;
  /** SHA-256 of the patch, hex. */
  patch: string;
  /** Why this person cannot approve; the button is then off and this is said. */
  hindrance?: string | undefined;
  /** Absent for those who may not approve. */
  signing?: ApprovalSigning | undefined;
  /** A new commit took an earlier approval away. */
  voided: boolean;
}

/**
 * Stays in view below the page. Both forms carry `fixId`, `commit`, `tree` and `patch`, so that the
 * server can refuse when any of them has moved.
 */
export function ApprovalBar({
  approval,
  begin,
  approve,
  reject,
}: {
  approval: ApprovalView;
  begin: BeginApproval;
  approve: FormAction;
  /** Absent for those who may not reject. */
  reject?: FormAction | undefined;
}) {
  const form = useRef<HTMLFormElement>(null);
  const { fixId, commit, tree, patch, hindrance, signing } = approval;
  const [progress, setProgress] = useState("");
  const signs = signing?.passkey === "usable";
  const signed = useMemo(() => signedApproval(begin, approve, setProgress), [begin, approve]);
  const disabled = Boolean(hindrance) || (signing !== undefined && lacksSignature(signing));
  const values = { fixId, commit, tree, patch };
  const [opened] = useState(commit);
  const again = approval.voided || opened !== commit;
  useCommandKey("Enter", () => {
    const interrupted = document.querySelector('[role="dialog"]') !== null;
    if (!disabled && !interrupted) form.current?.requestSubmit();
  });
  return (
    <section
      aria-label="Approve"
      className="has-approve noprint sticky bottom-0 z-12 mt-auto border-ember-solid border-t-2 bg-raised"
    >
      <ActionForm
        ref={form}
        // Without a passkey the form goes to the server as it is, and works before any script has loaded.
        action={signs ? signed : approve}
        values={values}
        className="mx-auto flex max-w-[calc(var(--page)+64px)] items-center gap-6 px-8 py-3 max-narrow:flex-col max-narrow:items-stretch max-narrow:gap-2.5 max-narrow:px-4"
      >
        <div className="min-w-0 flex-1">
          <p className="text-fg-muted">
            <b className="text-fg">You approve exactly this.</b> A new commit voids it.
          </p>
          <dl className="flex flex-wrap gap-x-5">
            <Bound name="Commit">
              <Digest value={commit} label="commit" />
            </Bound>
            <Bound name="Tree">
              <Digest value={tree} label="tree" />
            </Bound>
            <Bound name="Patch">
              <Digest value={patch} algorithm="sha256" label="patch digest" />
            </Bound>
          </dl>
          {hindrance && <p className="mt-1 text-fg-muted text-xs">{hindrance}</p>}
          {signing && !hindrance && <ApprovalNote signing={signing} />}
          <p role="status" className="mt-1 text-fg-muted text-xs empty:hidden">
            {progress}
          </p>
          <FormMessage className="mt-1" />
        </div>
        <div className="flex gap-2">
          {reject && <RejectDialog values={values} reject={reject} />}
          <SubmitButton
            variant="ember"
            size="lg"
            disabled={disabled}
            working="Approving…"
            className="font-semibold max-narrow:flex-1"
          >
            {again ? "Approve again" : "Approve and sign"}
            <Keys keys={["⌘", "↵"]} bare className="ml-1.5 max-narrow:hidden" />
          </SubmitButton>
        </div>
      </ActionForm>
    </section>
  );
}

function Bound({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="text-fg-subtle text-xs">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
