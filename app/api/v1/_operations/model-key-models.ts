import { z } from "zod";
import { modelProviders, modelPurposes } from "#lib/services/model-keys/index.ts";
import { time } from "./models.ts";

const purpose = z.enum(modelPurposes);

export const modelKeys = z
  .object({
    keys: z.array(
      z.object({
        id: z.string(),
        provider: z.enum(modelProviders),
        name: z.string(),
        address: z.string().nullable().describe("Null for the provider's own."),
        hasKey: z.boolean().describe("False for a server that asks for none."),
        hint: z.string().nullable().describe("Its last four characters."),
        state: z.enum(["working", "refused", "out_of_credit", "unreachable"]),
        stateReason: z.string().nullable(),
        checkedAt: time.nullable(),
        lastUsedAt: time.nullable(),
        monthlyBudgetUsd: z.number().nullable().describe("Null where nothing bounds it."),
        spend: z.object({
          usd: z.number().describe("Since the month began, UTC."),
          unknownCalls: z.number().int().describe("Calls whose price is not known, besides."),
        }),
        purposes: z.array(purpose),
      }),
    ),
    choices: z.array(
      z.object({
        purpose,
        keyId: z.string(),
        model: z.string(),
        price: z
          .object({ inputUsdPerMillion: z.number(), outputUsdPerMillion: z.number() })
          .nullable()
          .describe("What the organization says it pays; null for the published price."),
        priceAsOf: z
          .string()
          .nullable()
          .describe("The month of the published price; null where there is none."),
      }),
    ),
  })
  .meta({ id: "ModelKeys" });
