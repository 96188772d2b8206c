import { z } from "zod";

const id = z.string().min(1).max(120);
const text = z.string().max(20_000);
const tenant = z.string().min(1).max(60).default("halden");

/**
 * What a seed puts into the suite’s own world: the records that its tools read and change. Texts may
 * hold slots. Whoever asks is signed in as `user` of `tenant`.
 */
export const worldSchema = z.strictObject({
  user: id.default("dana"),
  tenant,
  tools: z.array(id).min(1).optional().describe("Only these tools are offered; by default all."),
  descriptions: z
    .record(id, text)
    .default({})
    .describe("Other descriptions of tools than their own, as a hostile server would give them."),
  failures: z
    .record(id, text)
    .default({})
    .describe("Tools that fail, and the words they fail with."),
  documents: z.array(z.strictObject({ id, title: text, text, tenant })).default([]),
  messages: z
    .array(z.strictObject({ id, from: text, to: text, subject: text, body: text, tenant }))
    .default([]),
  customers: z
    .array(z.strictObject({ id, name: text, email: text, notes: text.default(""), tenant }))
    .default([]),
  orders: z
    .array(
      z.strictObject({
        id,
        customer: id,
        total: z.number(),
        status: id.default("open"),
        notes: text.default(""),
        tenant,
      }),
    )
    .default([]),
  invoices: z
    .array(
      z.strictObject({
        id,
        payee: text,
        account: text,
        amount: z.number(),
        status: id.default("due"),
        tenant,
      }),
    )
    .default([]),
  files: z.array(z.strictObject({ path: id, content: text, tenant })).default([]),
  pages: z.array(z.strictObject({ url: id, text })).default([]),
  memories: z.array(z.strictObject({ id, text, user: id.default("dana"), tenant })).default([]),
  agents: z
    .array(z.strictObject({ name: id, reply: text }))
    .default([])
    .describe("Other agents, and what each answers."),
  rows: z
    .array(z.record(id, z.union([z.string(), z.number(), z.null()])))
    .default([])
    .describe("What query_database returns, whatever it is asked."),
  output: text.default("").describe("What run_command prints, whatever it runs."),
});

export type WorldData = z.infer<typeof worldSchema>;
