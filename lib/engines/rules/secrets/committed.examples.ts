import type { Rule } from "../rule.ts";

// Put together at run time, so that no scanner takes this file for a leak.
function githubToken(): string {
  return ["gh", "p_", "k3Vq9ZtR7mX2", "bN8wLc5Yd1Hf", "6Jp4Gs0TaQ2e"].join("");
}

function slackToken(): string {
  return ["xo", "xb-", "287365198475", "-915837264019-", "Qw8Zr2Tm6Kx4Vb9Nc3Lp7Hd5"].join("");
}

const explained = ["mysql://shop", "kP7wQz@db.orders.internal.net:3306/shop"].join(":");
const header = ["-----BEGIN", "RSA PRIVATE", "KEY-----"].join(" ");
const footer = header.replace("BEGIN", "END");

export const committedExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/release.ts",
      line: 1,
      code: () => `const releaseToken = "${githubToken()}";
export const headers = { authorization: \`Bearer \${releaseToken}\` };
`,
      after: `const releaseToken = process.env.RELEASE_TOKEN as string;
export const headers = { authorization: \`Bearer \${releaseToken}\` };
`,
    },
    {
      path: "src/notify.js",
      note: "A default that is a secret goes; a name that says nothing becomes the vendor's.",
      line: 2,
      code: () => `const token = process.env.NOTIFY_TOKEN || 'unset'
const slack = { token: process.env.SLACK_TOKEN || '${slackToken()}' }
module.exports = { slack, token }
`,
      after: `const token = process.env.NOTIFY_TOKEN || 'unset'
const slack = { token: process.env.SLACK_TOKEN }
module.exports = { slack, token }
`,
    },
    {
      path: "src/fetch.mjs",
      note: "The secret is a part of the text.",
      line: 2,
      code: () => `export const get = (url) => fetch(url, {
  headers: { Authorization: "token ${githubToken()}" },
});
`,
      after: `export const get = (url) => fetch(url, {
  headers: { Authorization: \`token \${process.env.GITHUB_TOKEN}\` },
});
`,
    },
    {
      path: "scripts/import.py",
      line: 6,
      code: () => `"""Imports parcels."""

import json
import sys

GITHUB_PAT = "${githubToken()}"

print(json.dumps(sys.argv))
`,
      after: `"""Imports parcels."""

import json
import os
import sys

GITHUB_PAT = os.environ["GITHUB_PAT"]

print(json.dumps(sys.argv))
`,
    },
    {
      path: "scripts/pull.py",
      line: 3,
      code: () => `import os

token = os.environ.get("PULL_TOKEN", "${githubToken()}")
`,
      after: `import os

token = os.environ["PULL_TOKEN"]
`,
    },
    {
      path: "src/mirror.cjs",
      note: "Two secrets become two variables; the same one twice becomes one.",
      line: 2,
      code: () => `const { clone } = require("./clone.cjs");
clone("https://a.example.org", "${githubToken()}");
clone("https://b.example.org", "${githubToken().replace("k3", "k4")}");
clone("https://c.example.org", "${githubToken()}");
`,
      after: `const { clone } = require("./clone.cjs");
clone("https://a.example.org", process.env.GITHUB_TOKEN);
clone("https://b.example.org", process.env.GITHUB_TOKEN_2);
clone("https://c.example.org", process.env.GITHUB_TOKEN);
`,
    },
  ],
  good: [
    {
      path: "src/config.ts",
      note: "Read from the environment, a placeholder, a local database.",
      code: `export const token = process.env.GITHUB_TOKEN;
export const sample = "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
export const database = "postgres://postgres:postgres@localhost:5432/parcels";
`,
    },
    {
      path: "docs/connections.md",
      note: "An address that explains a set-up.",
      code: () => `Give the whole address: \`${explained}\`.\n`,
    },
    {
      path: "test/cert/server-key.pem",
      note: "The key of a server of the tests.",
      code: () => `${header}\n${"mK3vQ9ZtR7bN8wLc".repeat(12)}\n${footer}\n`,
    },
    {
      path: "docs/setup.md",
      code: "Set `DATABASE_URL=postgres://USER:<password>@db.example.com/parcels`.\n",
    },
  ],
  untouched: [
    {
      path: "deploy/settings.yaml",
      note: "A settings file has no environment to read.",
      line: 2,
      code: () => `name: parcel-desk
token: ${githubToken()}
`,
    },
    {
      path: "src/app.client.js",
      note: "A browser has no environment either.",
      line: 1,
      code: () => `export const token = "${githubToken()}";
`,
    },
  ],
};
