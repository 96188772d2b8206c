import type { Rule } from "../rule.ts";

const manifest = `{ "name": "desk", "dependencies": { "express": "5.1.0", "helmet": "8.1.0" } }
`;

const without = `{
  "name": "desk",
  "dependencies": {
    "express": "^5.1.0"
  },
  "engines": {
    "node": ">=20"
  }
}
`;

const lockfile = (asked: string, helmet: string) => `{
  "name": "desk",
  "lockfileVersion": 3,
  "requires": true,
  "packages": {
    "": {
      "name": "desk",
      "dependencies": {
        "express": "^5.1.0"${asked}
      },
      "engines": {
        "node": ">=20"
      }
    },
    "node_modules/express": {
      "version": "5.1.0",
      "license": "MIT"
    }${helmet}
  }
}
`;

export const missingHelmetExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/server.js",
      line: 5,
      code: `const express = require('express')
const path = require('node:path')

// the desk's own pages
const app = express()
app.set('view engine', 'ejs')
app.get('/', (req, res) => res.render('desk'))
app.listen(3000)
`,
      after: `const express = require('express')
const path = require('node:path')
const helmet = require('helmet')

// the desk's own pages
const app = express()
app.use(helmet())
app.set('view engine', 'ejs')
app.get('/', (req, res) => res.render('desk'))
app.listen(3000)
`,
      beside: { "package.json": manifest },
    },
    {
      path: "src/app.ts",
      line: 3,
      code: `import express from "express";

export const app = express();

app.use(express.static("public"));

export const start = (port: number) => app.listen(port);
`,
      after: `import express from "express";
import helmet from "helmet";

export const app = express();
app.use(helmet());

app.use(express.static("public"));

export const start = (port: number) => app.listen(port);
`,
      beside: { "package.json": manifest },
    },
    {
      path: "src/desk.mjs",
      note: "The project does not have the package: manifest and lockfile get it together.",
      line: 3,
      code: `import express from "express";

const desk = express();
desk.use(express.static("public"));
desk.listen(8080);
`,
      after: `import express from "express";
import helmet from "helmet";

const desk = express();
desk.use(helmet());
desk.use(express.static("public"));
desk.listen(8080);
`,
      beside: { "package.json": without, "package-lock.json": lockfile("", "") },
      afterBeside: {
        "package.json": without.replace(
          '"express": "^5.1.0"',
          '"express": "^5.1.0",\n    "helmet": "^8.3.0"',
        ),
        "package-lock.json": lockfile(
          ',\n        "helmet": "^8.3.0"',
          `,
    "node_modules/helmet": {
      "version": "8.3.0",
      "integrity": "sha512-Qgpiaws3Sm30Av8Eah6sjMCZZwjlBu+E68rhpCWBshY1lb09HtLwj5GviX0OyQIn+ulUS0iX0AxN5n3tLZzz1w==",
      "license": "MIT",
      "engines": {
        "node": ">=18.0.0"
      }
    }`,
        ),
      },
    },
  ],
  good: [
    {
      path: "fields/explorer/server.js",
      note: "A tool that shows the parts of a page to those who work on them.",
      code: `const express = require("express");
const app = express();
app.use(express.static("public"));
app.listen(8080);
`,
    },
    {
      path: "src/api.js",
      note: "It sends no pages.",
      code: `import express from "express";
const app = express();
app.get("/rates", (req, res) => res.json([]));
app.listen(3000);
`,
    },
    {
      path: "src/wired.js",
      note: "The headers may be set where the application is handed to.",
      code: `const express = require("express");
const app = express();
require("./headers")(app);
app.use(express.static("public"));
app.listen(3000);
`,
    },
  ],
  untouched: [
    {
      path: "src/site.js",
      note: "The project does not have the package, and no lockfile of npm that could get it.",
      line: 2,
      code: `import express from "express";
const app = express();
app.use(express.static("public"));
app.listen(3000);
`,
      beside: { "package.json": without, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" },
    },
    {
      path: "src/booth.js",
      note: "Somebody has the package for development alone: to move it is for a person.",
      line: 2,
      code: `import express from "express";
const booth = express();
booth.use(express.static("public"));
booth.listen(3000);
`,
      beside: {
        "package.json": '{ "dependencies": {}, "devDependencies": { "helmet": "8.3.0" } }\n',
        "package-lock.json": lockfile("", ""),
      },
    },
  ],
};
