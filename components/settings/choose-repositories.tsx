"use client";

import { useState } from "react";
import { ActionForm, FormMessage, SubmitButton } from "../ui/action-form.tsx";
import { Input, Label } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Badge } from "../ui/status.tsx";

export interface ReachableRow {
  readonly forgeId: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly connected: boolean;
}

/** The form carries `repository`, once for each that was chosen. */
export function ChooseRepositories({
  repositories,
  choose,
}: {
  repositories: readonly ReachableRow[];
  choose: FormAction;
}) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  return (
    <ActionForm action={choose} className="grid gap-3 p-4 max-narrow:p-3">
      {repositories.length > 10 && (
        <div className="grid gap-1.5">
          <Label htmlFor="filter">Find</Label>
          <Input
            id="filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            autoComplete="off"
          />
        </div>
      )}
      <ul className="grid max-h-[28rem] gap-1 overflow-y-auto">
        {repositories.map((repository) => (
          <li
            key={repository.forgeId}
            hidden={!repository.name.toLowerCase().includes(wanted)}
            className="flex flex-wrap items-center gap-2"
          >
            <label className="flex min-h-7 min-w-0 items-center gap-2 max-narrow:min-h-10">
              <input
                type="checkbox"
                name="repository"
                value={repository.forgeId}
                defaultChecked={repository.connected}
                disabled={repository.connected}
                className="size-4 shrink-0 accent-ink"
              />
              <span className="min-w-0 break-words">{repository.name}</span>
            </label>
            {repository.private && <Badge>Private</Badge>}
            {repository.archived && <Badge>Archived</Badge>}
            {repository.connected && (
              <span className="text-fg-subtle text-xs">Connected already</span>
            )}
          </li>
        ))}
      </ul>
      <FormMessage />
      <SubmitButton variant="primary" working="Connecting…" className="justify-self-start">
        Connect these repositories
      </SubmitButton>
    </ActionForm>
  );
}
