/** The tools that an agent is connected to, wherever they are. */
export interface Toolbox {
  readonly offered: readonly { readonly name: string; readonly description: string }[];
  call(name: string, given: Readonly<Record<string, unknown>>): Promise<string>;
}
