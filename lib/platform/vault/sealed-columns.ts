/**
 * Every column that holds a sealed value, and what the value of a row is bound to: names in braces
 * are columns of that row, its primary key among them. Nothing can be sealed for what is not here
 * (the type of `seal` sees to it), so `etna keys rewrap` finds everything.
 */
export const sealedColumns = {
  "installation_keys.sealed_key": "etna/installation/{purpose}/1",
  "signing_keys.sealed_seed": "etna/organization/{organization_id}/signing-key/{id}/1",
  "totp_secrets.sealed": "totp {user_id}",
  "forge_apps.sealed_secrets": "etna/organization/{organization_id}/forge-app/{id}/1",
  "connections.sealed_token": "etna/organization/{organization_id}/connection/{id}/token/1",
  "connections.sealed_refresh": "etna/organization/{organization_id}/connection/{id}/refresh/1",
  "model_keys.sealed_key": "etna/organization/{organization_id}/model-key/{id}/1",
  "webhook_endpoints.sealed_secret": "etna/organization/{organization_id}/webhook/{id}/1",
  "attack_targets.sealed_secrets": "etna/organization/{organization_id}/attack-target/{id}/1",
} as const;

export type SealedColumn = keyof typeof sealedColumns;

declare const made: unique symbol;
/** What a secret is for, as its encryption is bound to it. Made by `purposeOf` alone. */
export type SealPurpose = string & { readonly [made]: true };

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The purpose of one row's value, by the values of the columns that the list names. */
export function purposeOf<Column extends SealedColumn>(
  column: Column,
  row: Readonly<Record<NamesIn<(typeof sealedColumns)[Column]>, string>>,
): SealPurpose {
  const values = new Map<string, string>(Object.entries(row));
  const filled = sealedColumns[column].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new TypeError(`A purpose lacks its ${name}.`);
    return value;
  });
  return filled as SealPurpose;
}

/** The columns that tell a row of this one from every other. */
export function columnsNamed(column: SealedColumn): readonly string[] {
  return [...sealedColumns[column].matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}
