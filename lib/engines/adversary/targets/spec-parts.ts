import { z } from "zod";
import { type Capability, capabilityNames } from "../capabilities.ts";
import { pathFault } from "./json-path.ts";

const line = z.string().min(1).max(2000);

export const jsonPath = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const fault = pathFault(text);
    if (fault !== null) context.addIssue(`“${text}” ${fault}`);
  })
  .describe("A JSONPath (RFC 9535), such as $.reply or $.choices[0].message.content.");

/** Every header that could be a credential must come from the environment. */
const credentialName = /^(?:authorization|proxy-authorization|cookie)$|key|token|secret|password/i;

export const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/), line)
  .superRefine((given, context) => {
    for (const [name, value] of Object.entries(given)) {
      if (credentialName.test(name) && !/\$\{\w+\}|\{\{\w+\}\}/.test(value)) {
        const message = `“${name}” must take its secret from the environment: write \${NAME} in it`;
        context.addIssue({ code: "custom", path: [name], message });
      }
    }
  })
  .describe(`Headers of each request. \${NAME} stands for a value of the environment.`);

/** The start of it, up to the path, is fixed: a slot cannot send anything elsewhere. */
export const address = z
  .string()
  .max(4000)
  .superRefine((text, context) => {
    const url = /^https?:\/\/[^\s{}/?#@\\]+(?:[/?#]|$)/i.test(text) ? URL.parse(text) : null;
    if (url === null) {
      context.addIssue(
        "must be an address such as https://agent.example/chat, its host written out",
      );
    }
  })
  .describe("An address. Slots may stand after its host, and are percent-encoded there.");

export const json: z.ZodType<unknown> = z.unknown();

/** One request, as a template. */
export const requestShape = {
  url: address,
  method: z.enum(["POST", "PUT", "PATCH", "GET", "DELETE"]).default("POST"),
  headers: headers.default({}),
  body: json
    .optional()
    .describe("The body as a template: a value, or its JSON as a text. Slots stand in its texts."),
  body_format: z
    .enum(["json", "form", "text"])
    .default("json")
    .describe("How the body is sent; form and text need texts."),
};

export const second = z
  .strictObject({ headers })
  .optional()
  .describe("What differs where the suite speaks as a person of another customer.");

export const calls = z
  .strictObject({
    path: jsonPath.describe("Where the calls are: one value for each, or a list of them."),
    tool: line
      .default("name")
      .describe("The member with the tool’s name, or a JSONPath in a call."),
    arguments: line.default("arguments").describe("The same of the arguments: an object, or JSON."),
    result: line.default("result").describe("The same of what the tool answered."),
  })
  .superRefine((given, context) => {
    for (const name of ["tool", "arguments", "result"] as const) {
      const fault = given[name].startsWith("$") ? pathFault(given[name]) : null;
      if (fault !== null) context.addIssue({ code: "custom", path: [name], message: fault });
    }
  })
  .optional()
  .describe("Where the agent tells of the calls of its own tools.");

/** What is read of an answer in JSON. */
export const readingShape = {
  answer: jsonPath
    .optional()
    .describe("Where the answer’s text is; without it the answer is text as a whole."),
  calls,
  usage: z
    .strictObject({ input: jsonPath, output: jsonPath })
    .optional()
    .describe("Where the tokens are that the answer took."),
  finish: z
    .strictObject({
      path: jsonPath,
      length: z.array(line).default(["length", "max_tokens", "max_output_tokens"]),
      filtered: z.array(line).default(["content_filter", "filtered", "blocked", "safety"]),
    })
    .optional()
    .describe("Where it says why the answer ended, and what it says where it was cut or withheld."),
  error: z
    .strictObject({ path: jsonPath })
    .optional()
    .describe("Something there, but false or an empty text, means that there is no answer."),
  session: z
    .strictObject({ from: jsonPath })
    .optional()
    .describe("Where the first answer gives the session’s id, for the slot {{session}}."),
};

export const commonShape = {
  name: z.string().min(1).max(80).describe("What reports call it."),
  capabilities: z
    .array(z.enum(capabilityNames as [Capability, ...Capability[]]))
    .default([])
    .describe("What it can do besides what its other fields show."),
  lacks: z
    .array(z.enum(capabilityNames as [Capability, ...Capability[]]))
    .default([])
    .describe("What it cannot do although its kind can."),
  renders: z
    .array(z.enum(["html", "markdown", "terminal", "csv"]))
    .default([])
    .describe("Where answers are shown; the same as the capabilities of these names."),
  protect: z
    .array(z.string().min(6).max(4000))
    .max(50)
    .default([])
    .describe(`Texts that must not come out, or \${NAME} where the environment holds one.`),
  answer_seconds: z.number().min(0.1).max(900).default(60).describe("How long an answer may take."),
  silence_seconds: z
    .number()
    .min(0.1)
    .max(900)
    .optional()
    .describe(
      "How long it may be silent, before an answer and within it; else as long as an answer.",
    ),
  max_answer_bytes: z.int().min(1000).max(50_000_000).default(1_000_000),
  concurrency: z.int().min(1).max(64).default(4).describe("How many attempts it takes at once."),
  tools: z
    .enum(["per-attempt", "shared"])
    .default("per-attempt")
    .describe(
      "shared: the agent was connected to the suite’s tools by hand; then one attempt runs at a time.",
    ),
  price: z
    .strictObject({
      input: z.number().min(0).describe("US dollars for a million tokens that go in."),
      output: z.number().min(0).describe("US dollars for a million tokens that come out."),
    })
    .optional(),
  spans: z
    .discriminatedUnion("from", [
      z.strictObject({ from: z.literal("answer"), path: jsonPath }),
      z.strictObject({
        from: z.literal("address"),
        url: address,
        headers: headers.default({}),
        path: jsonPath.default("$"),
      }),
      z.strictObject({
        from: z.literal("receiver"),
        wait_seconds: z.number().min(0).max(60).default(6),
      }),
    ])
    .optional()
    .describe("Where OpenTelemetry’s spans of the agent are (OTLP/JSON, GenAI conventions)."),
};
