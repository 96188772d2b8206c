import type { Rule } from "../rule.ts";

const manifest = `{ "name": "desk", "dependencies": { "express": "5.1.0", "helmet": "8.1.0" } }
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
      note: "The project does not have the package.",
      line: 2,
      code: `import express from "express";
const app = express();
app.use(express.static("public"));
app.listen(3000);
`,
      beside: { "package.json": '{ "dependencies": { "express": "5.1.0" } }\n' },
    },
  ],
};
