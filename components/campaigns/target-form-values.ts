export interface TargetFormValues {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  /** The body of a request, as JSON with slots. */
  readonly body: string;
  readonly answer: string;
  readonly session: string;
  readonly model: string;
  readonly key: string;
  readonly system: string;
  readonly tool: string;
  readonly argument: string;
  /** One header a line. */
  readonly headers: string;
  /** One text a line. */
  readonly protect: string;
  readonly capabilities: readonly string[];
  readonly renders: readonly string[];
  /** The whole target file. */
  readonly file: string;
}
