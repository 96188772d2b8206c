import { gzipSync } from "node:zlib";
import { tricks } from "../markdown/tricks.ts";

const mib = 1024 * 1024;
const utf8 = (text: string) => new TextEncoder().encode(text);
const head = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[';

function utf16(text: string, bom: boolean): Uint8Array {
  return Uint8Array.from(Buffer.from(`${bom ? "\ufeff" : ""}${text}`, "utf16le"));
}

/** Files that are refused, each with the code and a word of its refusal. */
export const refused: Readonly<Record<string, readonly [() => Uint8Array, string, RegExp]>> = {
  "a zip bomb": [() => gzipSync(Buffer.alloc(200 * mib, " ")), "too_large", /unpacked/],
  "gzip that is cut off": [
    () => gzipSync(utf8(`${head}]}]}`)).subarray(0, 40),
    "invalid_input",
    /gzip/,
  ],
  "gzip within gzip": [
    () => gzipSync(gzipSync(utf8(`${head}]}]}`))),
    "invalid_input",
    /UTF-8/,
  ],
  "a zip archive": [() => utf8("PK\u0003\u0004 and so on"), "invalid_input", /JSON/],
  "21 MiB of blanks": [() => Buffer.alloc(21 * mib, " "), "too_large", /unpacked/],
  "a million results": [
    () => utf8(`${head}${"{},".repeat(999_999)}{}]}]}`),
    "too_large",
    /1000000 results/,
  ],
  "25,001 results": [
    () => utf8(`${head}${"{},".repeat(25_000)}{}]}]}`),
    "too_large",
    /25001 results/,
  ],
  "a thousand runs": [
    () => utf8(`{"version":"2.1.0","runs":[${"{},".repeat(999)}{}]}`),
    "invalid_input",
    /runs/,
  ],
  "lists ten thousand deep": [
    () => utf8(`${head}${"[".repeat(10_000)}${"]".repeat(10_000)}]}]}`),
    "invalid_input",
    /deep/,
  ],
  "objects a million deep and never closed": [
    () => utf8('{"a":'.repeat(1_000_000)),
    "invalid_input",
    /deep/,
  ],
  "UTF-16 with its mark": [() => utf16(`${head}]}]}`, true), "invalid_input", /UTF-8/],
  "UTF-16 without": [() => utf16(`${head}]}]}`, false), "invalid_input", /UTF-8/],
  "bytes that are no text": [() => Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d), "invalid_input", /UTF-8/],
  "nothing": [() => new Uint8Array(), "invalid_input", /JSON/],
  "a number": [() => utf8("7"), "invalid_input", /2\.1\.0/],
  "null": [() => utf8("null"), "invalid_input", /2\.1\.0/],
  "a list": [() => utf8("[]"), "invalid_input", /2\.1\.0/],
  "SARIF 2.0.0": [() => utf8('{"version":"2.0.0","runs":[]}'), "invalid_input", /2\.1\.0/],
  "SARIF 3": [() => utf8('{"version":3,"runs":[]}'), "invalid_input", /2\.1\.0/],
  "no tool": [() => utf8('{"version":"2.1.0","runs":[{"results":[]}]}'), "invalid_input", /tool/],
  "a tool without a name": [
    () => utf8('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"\\u200b"}}}]}'),
    "invalid_input",
    /name/,
  ],
  "a message that is no object": [
    () => utf8(`${head}{"message":"text"}]}]}`),
    "invalid_input",
    /runs\[0\]\.results\[0\]\.message/,
  ],
  "a line that is text": [
    () =>
      utf8(
        `${head}{"message":{},"locations":[{"physicalLocation":{"region":{"startLine":"1"}}}]}]}]}`,
      ),
    "invalid_input",
    /startLine/,
  ],
  "JSON with a comment": [() => utf8(`// a\n${head}]}]}`), "invalid_input", /JSON/],
  "messages that unfold": [
    () =>
      utf8(
        `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","globalMessageStrings":{"a":{"text":"${"{0}".repeat(1000)}"}}}},"results":[${Array.from({ length: 20_000 }, () => '{"message":{"id":"a","arguments":["xxxxxxxx"]},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.js"}}}]}').join(",")}]}]}`,
      ),
    "too_large",
    /messages/,
  ],
};

/** Addresses that name nothing in a repository, wherever it may lie. */
export const strayUris: readonly string[] = [
  "../../etc/passwd",
  "src/../../etc/passwd",
  "%2e%2e/%2e%2e/etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "src/%2e%2e%2f..%2fsecret",
  "..\\..\\windows\\system.ini",
  "..%5c..%5cwindows",
  "file:///etc/passwd",
  "file:///../../etc/passwd",
  "file://evil.example/share/src/app.js",
  "file:////evil.example/share/src/app.js",
  "//evil.example/share/src/app.js",
  "\\\\evil.example\\share\\src\\app.js",
  "/etc/passwd",
  "C:\\Windows\\system.ini",
  "C:src/app.js",
  "https://evil.example/src/app.js",
  "javascript:src/app.js",
  "data:text/plain,src/app.js",
  "src/app.js%00.png",
  "src/app%E2%80%AE.js",
  "src/%app.js",
  ".git/config",
  "src/.GIT/hooks/post-checkout",
  "",
  ".",
  "/",
  "#fragment",
  "__proto__",
  "constructor",
  "x".repeat(100_000),
];

/** A log with markup, scripts and reversed text in every field that a person will read. */
export function markupEverywhere(tool: string, path: string, line: number): object {
  const markdown = tricks.filter((text) => text.isWellFormed()).join("\n\n");
  const html = '<img src=x onerror="window.etnaRan = true"><script>window.etnaRan = true</script>';
  return {
    version: "2.1.0",
    $schema: "javascript:window.etnaRan=true",
    runs: [
      {
        tool: {
          driver: {
            name: `${tool} ${html}`,
            informationUri: "javascript:window.etnaRan=true",
            rules: [
              {
                id: `rule/${html}`,
                name: html,
                shortDescription: { text: `Title ${html} \u202egpj.exe` },
                fullDescription: { text: html, markdown },
                help: { text: html, markdown },
                helpUri: "javascript:window.etnaRan=true",
                properties: { tags: [`external/cwe/cwe-079`, html], "security-severity": "9.9" },
              },
            ],
          },
        },
        automationDetails: { id: `${html}/1` },
        results: [
          {
            ruleId: `rule/${html}`,
            message: { text: markdown, markdown },
            partialFingerprints: { [html]: html },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: path },
                  region: { startLine: line, snippet: { text: html } },
                },
              },
            ],
          },
        ],
      },
    ],
  };
}
