import { type enums, readAs } from "#lib/platform/db/index.ts";
import { providerOfRow } from "./providers.ts";
import { scriptAddress } from "./try-script.ts";

export interface ChosenName {
  /** As "provider/name". */
  readonly model: string;
  /** What people call its key. */
  readonly key: string;
  /** It is the script of the sample forge, and no model. */
  readonly isScript: boolean;
}

/** Which model is chosen for a purpose, for whoever is about to ask it; null where none is. */
export async function readChoice(
  organizationId: string,
  purpose: enums.ModelPurpose,
): Promise<ChosenName | null> {
  const choice = await readAs({ organizationId }, (db) =>
    db.modelChoice.findUnique({
      where: { organizationId_purpose: { organizationId, purpose } },
      include: { key: { select: { provider: true, name: true, address: true } } },
    }),
  );
  if (choice === null) return null;
  const { provider, name, address } = choice.key;
  return {
    model: `${providerOfRow(provider)}/${choice.model}`,
    key: name,
    isScript: address !== null && address === scriptAddress(),
  };
}
