import { type ActionEntry, memberForm, plain } from "./action-entry.ts";
import type { Ground } from "./ground.ts";
import { addModelKey, newKey } from "./model-key.ts";
import type { Target } from "./target.ts";
import { plant } from "./words.ts";

const file = "app/o/[organization]/settings/model-keys/actions.ts";

async function freshKey({ w, a }: Ground): Promise<Partial<Target>> {
  return { modelKeyId: (await addModelKey(w, a)).id };
}

const asked = {
  may: "admin",
  fresh: true,
} as const;

/** What admins change about the models of their organization. */
export const modelKeyActions: Readonly<Record<string, ActionEntry>> = {
  [`${file} addKeyAction`]: {
    ...asked,
    args: memberForm((t) => ({
      provider: "openai-compatible",
      key: newKey(),
      address: t.modelAddress,
      name: t.fresh,
      checkModel: "qwen3-coder",
      budget: "20",
    })),
    ready: async (ground) => {
      await freshKey(ground);
      return { fresh: plant() };
    },
    // A server of models belongs to no house: an admin of any may add a key of theirs.
    capability: [],
  },
  "app/o/[organization]/settings/model-keys/try-script.ts tryScriptAction": {
    ...asked,
    args: plain,
    ready: async ({ w, a }) => {
      const { query } = w.world.database;
      const where = "organization_id = $1 AND address LIKE '%/_sample/models/v1'";
      await query(`DELETE FROM model_keys WHERE ${where}`, [a.organizationId]);
      return {};
    },
  },
  [`${file} rotateKeyAction`]: {
    ...asked,
    args: memberForm((t) => ({ keyId: t.modelKeyId, key: newKey() })),
    ready: freshKey,
  },
  [`${file} checkKeyAction`]: {
    may: "admin",
    args: memberForm((t) => ({ keyId: t.modelKeyId })),
    ready: freshKey,
  },
  [`${file} budgetAction`]: {
    ...asked,
    args: memberForm((t) => ({ keyId: t.modelKeyId, budget: "20" })),
    ready: freshKey,
  },
  [`${file} deleteKeyAction`]: {
    ...asked,
    args: memberForm((t) => ({ keyId: t.modelKeyId })),
    ready: freshKey,
  },
  [`${file} chooseAction`]: {
    ...asked,
    args: memberForm((t) => ({
      purpose: "fix",
      keyId: t.modelKeyId,
      model: "qwen3-coder",
      input: "1",
      output: "2",
    })),
    ready: freshKey,
  },
  [`${file} clearChoiceAction`]: {
    ...asked,
    args: memberForm(() => ({ purpose: "judge" })),
    ready: async (ground) => {
      const { w, a } = ground;
      const { id: keyId } = await addModelKey(w, a);
      await w.s.modelKeys.chooseModel(a.as("admin"), a.organizationId, {
        purpose: "judge",
        keyId,
        model: "qwen3-coder",
        price: null,
      });
      return {};
    },
  },
};
