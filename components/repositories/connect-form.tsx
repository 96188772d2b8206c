"use client";

import { FolderGit2 } from "lucide-react";
import {
  ActionForm,
  FormField,
  FormMessage,
  SubmitButton,
  useFieldError,
} from "../ui/action-form.tsx";
import { Input } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";

/** A git repository on this machine. The form carries `path`. */
export function ConnectForm({
  connect,
  allowedPaths,
}: {
  connect: FormAction;
  /** The folders that the operator allowed; shown, so that a refusal is no surprise. */
  allowedPaths: readonly string[];
}) {
  return (
    <ActionForm action={connect} className="grid gap-3">
      <FormField
        name="path"
        label="Folder of the repository, on this machine"
        hint={
          allowedPaths.length === 0
            ? "No folder is allowed to this organization. The operator allows one by ETNA_LOCAL_FORGE_ROOTS; npm run doctor says how."
            : `Allowed: below ${allowedPaths.join(", ")}`
        }
      >
        <PathInput />
      </FormField>
      <FormMessage />
      <SubmitButton variant="primary" working="Connecting…" className="justify-self-start">
        <FolderGit2 aria-hidden="true" />
        Connect
      </SubmitButton>
    </ActionForm>
  );
}

function PathInput() {
  return (
    <Input
      id="path"
      name="path"
      required
      maxLength={1000}
      autoComplete="off"
      spellCheck={false}
      placeholder="/srv/git/shop.git"
      className="font-mono text-[12.5px]"
      aria-invalid={useFieldError("path") ? true : undefined}
    />
  );
}
