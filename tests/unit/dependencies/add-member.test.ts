import { describe, expect, it } from "vitest";
import { addMember } from "#lib/engines/rules/dependencies/add-member.ts";

function added(text: string): string {
  return addMember(text, "dependencies", "helmet", "^8.3.0");
}

describe("one more member", () => {
  it.each([
    [
      "in its place where the keys are in order",
      '{\n  "dependencies": {\n    "express": "^5.1.0",\n    "pg": "^8.0.0"\n  },\n  "private": true\n}\n',
      '{\n  "dependencies": {\n    "express": "^5.1.0",\n    "helmet": "^8.3.0",\n    "pg": "^8.0.0"\n  },\n  "private": true\n}\n',
    ],
    [
      "ahead of all",
      '{\n  "dependencies": {\n    "pg": "^8.0.0",\n    "ws": "^8.0.0"\n  }\n}\n',
      '{\n  "dependencies": {\n    "helmet": "^8.3.0",\n    "pg": "^8.0.0",\n    "ws": "^8.0.0"\n  }\n}\n',
    ],
    [
      "ahead of the only one",
      '{\n\t"dependencies": {\n\t\t"pg": "^8.0.0"\n\t}\n}',
      '{\n\t"dependencies": {\n\t\t"helmet": "^8.3.0",\n\t\t"pg": "^8.0.0"\n\t}\n}',
    ],
    [
      "last where they are in no order",
      '{\n    "dependencies": {\n        "pg": "^8.0.0",\n        "express": "^5.1.0"\n    }\n}\n',
      '{\n    "dependencies": {\n        "pg": "^8.0.0",\n        "express": "^5.1.0",\n        "helmet": "^8.3.0"\n    }\n}\n',
    ],
    [
      "with Windows line ends",
      '{\r\n  "dependencies": {\r\n    "express": "^5.1.0"\r\n  }\r\n}\r\n',
      '{\r\n  "dependencies": {\r\n    "express": "^5.1.0",\r\n    "helmet": "^8.3.0"\r\n  }\r\n}\r\n',
    ],
    [
      "on one line, as its neighbours are",
      '{ "name": "desk", "dependencies": { "express": "5.1.0" } }\n',
      '{ "name": "desk", "dependencies": { "express": "5.1.0", "helmet": "^8.3.0" } }\n',
    ],
    [
      "without a blank where there is none",
      '{"dependencies":{"express":"5.1.0"}}',
      '{"dependencies":{"express":"5.1.0","helmet":"^8.3.0"}}',
    ],
    [
      "with the comma in front, where that is the file's way",
      '{ "dependencies":\n  { "express": "5.1.0"\n  , "pg": "8.0.0"\n  }\n}\n',
      '{ "dependencies":\n  { "express": "5.1.0"\n  , "helmet": "^8.3.0"\n  , "pg": "8.0.0"\n  }\n}\n',
    ],
    [
      "in an empty group",
      '{\n  "name": "desk",\n  "dependencies": {},\n  "private": true\n}\n',
      '{\n  "name": "desk",\n  "dependencies": {\n    "helmet": "^8.3.0"\n  },\n  "private": true\n}\n',
    ],
    [
      "in a group that lacked",
      '{\n\t"name": "desk",\n\t"private": true\n}\n',
      '{\n\t"name": "desk",\n\t"private": true,\n\t"dependencies": {\n\t\t"helmet": "^8.3.0"\n\t}\n}\n',
    ],
    [
      "in a group that lacked, with Windows line ends",
      '{\r\n  "name": "desk"\r\n}',
      '{\r\n  "name": "desk",\r\n  "dependencies": {\r\n    "helmet": "^8.3.0"\r\n  }\r\n}',
    ],
    [
      "in a group that lacked, on one line",
      '{ "name": "desk" }\n',
      '{ "name": "desk", "dependencies": { "helmet": "^8.3.0" } }\n',
    ],
    ["where there is nothing", "{}\n", '{\n  "dependencies": {\n    "helmet": "^8.3.0"\n  }\n}\n'],
    [
      "where there is nothing at all",
      "{}",
      '{\n  "dependencies": {\n    "helmet": "^8.3.0"\n  }\n}',
    ],
    [
      "behind a mark of byte order",
      '\uFEFF{\n    "dependencies": {}\n}\n',
      '\uFEFF{\n    "dependencies": {\n        "helmet": "^8.3.0"\n    }\n}\n',
    ],
  ])("stands %s", (_where, before, after) => {
    expect(added(before)).toBe(after);
  });
});
