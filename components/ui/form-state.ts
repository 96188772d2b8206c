/** What a server action answers to a form. Without `error` and `fields` it went well. */
export interface FormState {
  /** What happened and what to do, for the form as a whole. */
  error?: string | undefined;
  requestId?: string | undefined;
  /** By the name of a field: what is wrong with it. */
  fields?: Readonly<Record<string, string>> | undefined;
  /** What was typed, by field, so that it stands there again without scripts. Never a secret. */
  typed?: Readonly<Record<string, string>> | undefined;
  /** What went well, where the page itself does not show it. */
  done?: string | undefined;
  /** A secret that is told this one time. */
  secret?: string | undefined;
  /** The same as a picture for a camera, a data: address. */
  picture?: string | undefined;
  /** Refused only because the last proof that it is them is too old. */
  confirm?: boolean | undefined;
}

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;
