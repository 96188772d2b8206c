import { z } from "zod";
import {
  address,
  commonShape,
  headers,
  json,
  jsonPath,
  readingShape,
  requestShape,
  second,
} from "./spec-parts.ts";

const key = z
  .string()
  .regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, `must be written as \${NAME}: the file holds no secret`)
  .optional()
  .describe(`The key, as \${NAME} of the environment; without it none is sent.`);

const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(8000))
  .default({})
  .describe(`Variables of the process besides PATH and HOME. Slots and \${NAME} stand for values.`);

const command = z
  .array(z.string().min(1).max(8000))
  .min(1)
  .max(100)
  .describe("The program and its arguments, as they are: no shell reads them.");

const httpSchema = z.strictObject({
  kind: z.literal("http"),
  ...commonShape,
  ...requestShape,
  ...readingShape,
  answer_statuses: z
    .array(z.int().min(400).max(599))
    .default([])
    .describe("Statuses that come with an answer all the same, such as a refusal by a filter."),
  limited_statuses: z
    .array(z.int().min(400).max(599))
    .default([])
    .describe("Statuses that mean too many requests, besides 429."),
  stream: z
    .strictObject({
      format: z.literal("sse"),
      delta: jsonPath
        .optional()
        .describe("Where each event holds its piece of the answer; without it, all of its data."),
      end: z
        .string()
        .max(200)
        .optional()
        .describe("The data, or the name of the event, that ends the answer, such as [DONE]."),
    })
    .optional()
    .describe("The answer comes as server-sent events."),
  second,
  plant: z
    .strictObject({ ...requestShape, id: jsonPath.optional() })
    .optional()
    .describe("Puts one document where the agent searches; its id, for unplant, is read at `id`."),
  unplant: z.strictObject(requestShape).optional().describe("Takes that document away again."),
});

const modelShape = {
  ...commonShape,
  model: z.string().min(1).max(200),
  key,
  headers: headers.default({}),
  system: z
    .string()
    .max(100_000)
    .optional()
    .describe("Its own system prompt, where a seed has none."),
  stream: z.boolean().default(false),
  max_output_tokens: z.int().min(1).max(200_000).default(2048),
  max_rounds: z.int().min(1).max(50).default(10).describe("How often tools may be used in a turn."),
  second,
};

const modelAddress = (base: string) =>
  address
    .default(base)
    .describe("The address that its own clients are given, such as the default.");

const mcpSchema = z.strictObject({
  kind: z.literal("mcp"),
  ...commonShape,
  ...readingShape,
  url: address.optional().describe("Streamable HTTP; or else:"),
  command: command.optional(),
  environment,
  headers: headers.default({}),
  tool: z.string().min(1).max(200).describe("The tool that takes a message."),
  argument: z.string().min(1).max(200).default("message").describe("Its argument for the message."),
  arguments: z.record(z.string(), json).default({}).describe("Its other arguments, as a template."),
  second: z
    .strictObject({ headers: headers.default({}), environment })
    .optional()
    .describe("What differs where the suite speaks as a person of another customer."),
});

const shellSchema = z.strictObject({
  kind: z.literal("shell"),
  ...commonShape,
  ...readingShape,
  command,
  stdin: json
    .optional()
    .describe("What it reads: a text, or a value that is sent as JSON. By default {{message}}."),
  environment,
  second: z
    .strictObject({ environment })
    .optional()
    .describe("What differs where the suite speaks as a person of another customer."),
});

export const specSchemas = {
  http: httpSchema,
  "openai-chat": z.strictObject({
    kind: z.literal("openai-chat"),
    url: modelAddress("https://api.openai.com/v1"),
    ...modelShape,
  }),
  "openai-responses": z.strictObject({
    kind: z.literal("openai-responses"),
    url: modelAddress("https://api.openai.com/v1"),
    ...modelShape,
  }),
  anthropic: z.strictObject({
    kind: z.literal("anthropic"),
    url: modelAddress("https://api.anthropic.com/v1"),
    ...modelShape,
  }),
  mcp: mcpSchema,
  shell: shellSchema,
} as const;

/** How an agent under test is spoken to, as a target file says it. */
export const targetSpecSchema = z.discriminatedUnion("kind", [
  specSchemas.http,
  specSchemas["openai-chat"],
  specSchemas["openai-responses"],
  specSchemas.anthropic,
  specSchemas.mcp,
  specSchemas.shell,
]);

export type TargetSpec = z.infer<typeof targetSpecSchema>;
export type SpecOf<K extends TargetSpec["kind"]> = Extract<TargetSpec, { readonly kind: K }>;
export type ModelSpec = SpecOf<"openai-chat" | "openai-responses" | "anthropic">;

/** JSON Schema (draft 2020-12) of a target file, made of what it is read with. */
export function targetSpecJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(targetSpecSchema, { io: "input" });
  return { $schema, title: "Agent Etna: a target of etna attack", ...rest };
}
