const secretKey =
  /^(?!.*(?:count|length|id|hash|kind|type|name|at|scopes?)$)(?:.*(?:pass(?:word|wd|phrase)|secret|token|credentials?|authorization|cookies?|(?:api|private|access|account|signing|wrapping|data|encryption)[_-]?key|totp|otp|seed|plaintext)s?)$/i;

const maxTextLength = 8_000;
const maxEntries = 100;
const maxDepth = 6;

/**
 * What a caller passes to the log, without what stands under the name of a secret, without bytes,
 * and bounded in depth and size. Changes nothing of the caller's.
 */
export function plainValues(value: Record<string, unknown>): Record<string, unknown> {
  return entriesOf(value, 0);
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "string") return bounded(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return errorRecord(value);
  if (value instanceof Date || value instanceof URL)
    return String(JSON.parse(JSON.stringify(value)));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `[${value.byteLength} bytes]`;
  if (depth >= maxDepth) return "[more]";
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((each) => plain(each, depth + 1));
  if (value instanceof Map || value instanceof Headers) {
    return entriesOf(Object.fromEntries(value as Iterable<[string, unknown]>), depth);
  }
  if (value instanceof Set)
    return [...value].slice(0, maxEntries).map((each) => plain(each, depth + 1));
  return entriesOf(value as Record<string, unknown>, depth);
}

function entriesOf(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let count = 0;
  for (const name of Object.keys(value)) {
    if (++count > maxEntries) break;
    kept[name] = secretKey.test(name) ? "[redacted]" : plain(value[name], depth + 1);
  }
  return kept;
}

function bounded(text: string): string {
  return text.length <= maxTextLength
    ? text
    : `${text.slice(0, maxTextLength)} [and ${text.length - maxTextLength} more]`;
}

const maxCauses = 5;
/** What else an error may say of itself; anything else could be a customer's row or a request. */
const toldProperties = [
  "code",
  "digest",
  "errno",
  "syscall",
  "status",
  "statusCode",
  "severity",
  "constraint",
  "routine",
];

/** An error as the log keeps it: its kind, words, stack and causes, and a few facts that hold no data. */
function errorRecord(error: Error, depth = 0): Record<string, unknown> {
  const record: Record<string, unknown> = {
    type: error.name,
    message: bounded(error.message),
    ...(error.stack !== undefined && { stack: bounded(error.stack) }),
  };
  for (const name of toldProperties) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "string" || typeof value === "number") record[name] = value;
  }
  if (depth >= maxCauses) return record;
  const { cause } = error;
  if (cause instanceof Error) record.cause = errorRecord(cause, depth + 1);
  else if (cause !== undefined) record.cause = plain(cause, 1);
  if (error instanceof AggregateError) {
    record.errors = error.errors
      .slice(0, maxCauses)
      .map((each: unknown) =>
        each instanceof Error ? errorRecord(each, depth + 1) : plain(each, 1),
      );
  }
  return record;
}
