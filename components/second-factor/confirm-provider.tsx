"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { type Confirm, ConfirmContext } from "../ui/confirm.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FieldError } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import type { ProofActions, ProofMethods } from "./proof.ts";
import { Prove } from "./prove.tsx";

const none: ProofMethods = { passkey: false, code: false, recoveryCode: false };

/** Lets every form below ask in place for a proof of presence, and go on with what was typed. */
export function ConfirmProvider({
  actions,
  children,
}: {
  actions: ProofActions;
  children: ReactNode;
}) {
  const [methods, setMethods] = useState<ProofMethods | null>(null);
  const [problem, setProblem] = useState<string>();
  const again = useRef<(() => void) | null>(null);
  const returnTo = usePathname();

  const confirm = useCallback<Confirm>(
    (next) => {
      again.current = next;
      setProblem(undefined);
      actions.begin().then(
        ({ proof, error }) => {
          setProblem(error);
          setMethods(proof ? { ...proof, passkey: proof.passkey !== null } : none);
        },
        () => {
          setProblem("Etna did not answer. Try again.");
          setMethods(none);
        },
      );
    },
    [actions],
  );

  const proving = useMemo<ProofActions>(() => {
    const goOn =
      (prove: FormAction): FormAction =>
      async (state, form) => {
        const answer = await prove(state, form);
        if (answer.error || answer.fields) return answer;
        setMethods(null);
        again.current?.();
        return answer;
      };
    return {
      begin: actions.begin,
      withPasskey: goOn(actions.withPasskey),
      withCode: goOn(actions.withCode),
      withRecoveryCode: goOn(actions.withRecoveryCode),
    };
  }, [actions]);

  const known = methods !== null && (methods.passkey || methods.code || methods.recoveryCode);
  return (
    <ConfirmContext value={confirm}>
      {children}
      <Dialog
        open={methods !== null}
        onOpenChange={(open) => !open && setMethods(null)}
        title="Confirm that it is you"
        description={
          known
            ? "It is a while since you last did. What you asked for goes on right after."
            : "It is a while since you last signed in, and you have no second factor: a new sign-in proves that it is you."
        }
      >
        {problem && <FieldError>{problem}</FieldError>}
        {methods !== null && known && <Prove actions={proving} methods={methods} />}
        {!known && !problem && (
          <Link href={`/confirm?${new URLSearchParams({ returnTo })}`} className="link">
            Sign in again
          </Link>
        )}
      </Dialog>
    </ConfirmContext>
  );
}
