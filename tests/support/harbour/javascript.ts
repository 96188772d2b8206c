/** A key in the shape of SendGrid's, put together here so that no scanner takes it for one. */
const weatherKey = ["SG", "harbourHarbourHarbour1", "Qw3rTyUiOp".repeat(4), "AsD"]
  .join(".")
  .replace(/\.(AsD)$/, "$1");

/** The Node.js half of a port's software: each file has one fault, and a test that says what it is for. */
export const javascriptFiles: Readonly<Record<string, string>> = {
  "src/labels.js": `import { execFileSync, execSync } from "node:child_process";

export function version() {
  return execFileSync("echo", ["labels 1"], { encoding: "utf8" }).trim();
}

/** What is printed on a container's label. */
export function label(text) {
  return execSync(\`echo \${text}\`, { encoding: "utf8" }).trim();
}
`,
  "src/tokens.js": `/** A token for the gate, sixteen characters long. */
export function makeToken() {
  const token = Math.random().toString(36).slice(2);
  return token.padEnd(16, "0").slice(0, 16);
}
`,
  "src/manifest.js": `/** The manifest of a ship as bytes. */
export function pack(lines) {
  const text = lines.join("\\n");
  return new Buffer(text, "utf8");
}

export function banner() {
  return new Buffer("HARBOUR", "utf8");
}
`,
  "src/upstream.js": `import https from "node:https";

/** How the customs office is asked. */
export function customsRequest(path) {
  return {
    method: "GET",
    path,
    agent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }),
  };
}
`,
  "src/gate.js": `import express from "express";

export const gate = express.Router();

gate.post("/enter", (req, res) => {
  res.cookie("session", req.body.badge, { httpOnly: false, sameSite: "lax" });
  res.status(204).end();
});
`,
  "src/berths.js": `import express from "express";
import pg from "pg";

const pool = new pg.Pool();

export const berths = express.Router();

berths.get("/berths", async (req, res) => {
  const found = await pool.query(\`SELECT id, depth FROM berths WHERE name = '\${req.query.name}'\`);
  res.json(found.rows);
});
`,
  "src/charts.js": `import path from "node:path";
import express from "express";

const chartsFolder = path.resolve("charts");

export const charts = express.Router();

charts.get("/charts/:name", (req, res) => {
  res.sendFile(path.join(chartsFolder, req.params.name));
});
`,
  "src/crew.js": `import express from "express";
import { MongoClient } from "mongodb";

const crew = new MongoClient("mongodb://localhost").db("harbour").collection("crew");

export const people = express.Router();

people.post("/crew/find", async (req, res) => {
  const member = await crew.findOne({ email: req.body.email });
  res.json({ found: member !== null });
});
`,
  "src/hooks.js": `import { createHmac } from "node:crypto";

/** Whether a message of the shipping line was signed with the shared key. */
export function isSigned(body, signature, key) {
  const expected = createHmac("sha256", key).update(body).digest("hex");
  return signature === expected;
}
`,
  "src/settings.js": `/** Lays one set of settings over another, in depth. */
export function merge(target, source) {
  for (const key of Object.keys(source)) {
    if (source[key] !== null && typeof source[key] === "object") {
      target[key] = merge(target[key] ?? {}, source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}
`,
  "src/tides.js": `/** The tides as the old station sends them. */
export function readTides(text) {
  return eval("(" + text + ")");
}
`,
  "src/app.js": `import express from "express";
import { berths } from "./berths.js";

export const app = express();

app.use(express.static("public"));
app.use(berths);

export function start(port) {
  return app.listen(port);
}
`,
  "src/pilot.js": `import express from "express";
import session from "express-session";

export const pilot = express.Router();

pilot.use(
  session({
    secret: "anchors aweigh in the morning",
    resave: false,
    saveUninitialized: false,
  }),
);
`,
  "src/weather.js": `/** What the weather office is asked with. */
export function weatherHeaders() {
  const key = "${weatherKey}";
  return { authorization: \`Bearer \${key}\` };
}
`,
  "public/index.html": `<!doctype html>
<html lang="en">
  <head>
    <title>Harbour</title>
  </head>
  <body>
    <h1 id="banner">Harbour</h1>
    <a href="https://tides.example/today" target="_blank">Tides</a>
    <script type="module" src="banner.js"></script>
  </body>
</html>
`,
  "public/banner.js": `const banner = document.getElementById("banner");
const place = new Intl.DateTimeFormat().resolvedOptions().timeZone;
banner.innerHTML = "Harbour at " + place;
`,
};
