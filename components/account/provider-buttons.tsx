import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { ProviderMark } from "./provider-mark.tsx";

/** Signing in with an account elsewhere: which ones, and the action that sets out for one. */
export interface ProviderChoice {
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Its form carries `provider` and, where there is one, `next`. */
  readonly signInWith: FormAction;
}

/** One button a provider, and nothing where none is set up. */
export function ProviderButtons({
  providers,
  signInWith,
  next,
}: ProviderChoice & { next?: string | undefined }) {
  if (providers.length === 0) return null;
  return (
    <>
      <div className="grid gap-2">
        {providers.map(({ id, name }) => (
          <ActionButton
            key={id}
            action={signInWith}
            values={{ provider: id, ...(next ? { next } : {}) }}
            working={`To ${name}…`}
            size="lg"
            block
          >
            <ProviderMark provider={id} />
            Continue with {name}
          </ActionButton>
        ))}
      </div>
      <p className="my-4 flex items-center gap-3 text-fg-subtle text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
    </>
  );
}
