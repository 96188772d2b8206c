"use client";

import { ModelInput, ModelSelect } from "../settings/model-input.tsx";
import type { TargetFormValues } from "./target-form-values.ts";
import { TextField } from "./text-field.tsx";

const mono = "font-mono text-[12.5px]";

/** What one kind of target needs to be spoken to. */
export function KindFields({ kind, values }: { kind: string; values: TargetFormValues }) {
  if (kind === "http") return <HttpFields values={values} />;
  if (kind === "mcp") return <McpFields values={values} />;
  return <ModelFields kind={kind} values={values} />;
}

/** The whole of it, where the form has no field for something. */
export function FileField({ value }: { value: string }) {
  return (
    <TextField
      name="file"
      label="YAML or JSON, as etna attack --target takes it"
      hint="Write ${NAME} where a secret stands. One that starts a program works only on the command line."
      defaultValue={value}
      rows={18}
      required
    />
  );
}

function HttpFields({ values }: { values: TargetFormValues }) {
  return (
    <>
      <div className="grid items-start grid-cols-[minmax(0,1fr)_120px] gap-3 max-narrow:grid-cols-1">
        <Address values={values} placeholder="https://agent.example.com/chat" required />
        <ModelSelect
          name="method"
          label="Method"
          defaultValue={values.method}
          fieldClass="content-start"
        >
          {["POST", "PUT", "PATCH", "GET"].map((method) => (
            <option key={method}>{method}</option>
          ))}
        </ModelSelect>
      </div>
      <TextField
        name="body"
        label="Body, as JSON"
        hint="{{message}} is what is said. {{messages}}, {{session}}, {{system}}, {{documents}} and {{mcp_url}} stand for more, where the agent takes it."
        defaultValue={values.body}
        rows={6}
      />
      <div className="grid items-start grid-cols-2 gap-3 max-narrow:grid-cols-1">
        <ModelInput
          name="answer"
          label="Where the answer is"
          hint="A JSONPath. Empty where the answer is text as a whole."
          defaultValue={values.answer}
          className={mono}
        />
        <ModelInput
          name="session"
          label="Where the session’s id is"
          hint="A JSONPath in the first answer, for {{session}}. Empty where there is none."
          defaultValue={values.session}
          className={mono}
        />
      </div>
    </>
  );
}

const bases: Readonly<Record<string, string>> = {
  "openai-chat": "https://api.openai.com/v1",
  "openai-responses": "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
};

function ModelFields({ kind, values }: { kind: string; values: TargetFormValues }) {
  return (
    <>
      <Address values={values} placeholder={bases[kind] ?? ""} />
      <div className="grid items-start grid-cols-2 gap-3 max-narrow:grid-cols-1">
        <ModelInput
          name="model"
          label="Model"
          defaultValue={values.model}
          required
          className={mono}
        />
        <ModelInput
          name="key"
          label="Key, by its name"
          hint="As ${NAME}; its value is asked for below. Empty where none is needed."
          defaultValue={values.key}
          className={mono}
        />
      </div>
      <TextField
        name="system"
        label="Its system prompt"
        hint="Used where an attack has none of its own."
        defaultValue={values.system}
        rows={4}
      />
    </>
  );
}

function McpFields({ values }: { values: TargetFormValues }) {
  return (
    <>
      <Address values={values} placeholder="https://agent.example.com/mcp" required />
      <div className="grid items-start grid-cols-3 gap-3 max-narrow:grid-cols-1">
        <ModelInput
          name="tool"
          label="Tool that takes a message"
          defaultValue={values.tool}
          required
          className={mono}
        />
        <ModelInput
          name="argument"
          label="Its argument for the message"
          defaultValue={values.argument}
          className={mono}
        />
        <ModelInput
          name="answer"
          label="Where the answer is"
          hint="A JSONPath; empty for text."
          defaultValue={values.answer}
          className={mono}
        />
      </div>
    </>
  );
}

function Address({
  values,
  placeholder,
  required = false,
}: {
  values: TargetFormValues;
  placeholder: string;
  required?: boolean;
}) {
  return (
    <ModelInput
      name="url"
      label="Address"
      hint="Its host has to show that it is yours before anything is sent."
      type="url"
      required={required}
      maxLength={4000}
      placeholder={placeholder}
      defaultValue={values.url}
      className={mono}
    />
  );
}
