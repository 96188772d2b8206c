import type { Rule } from "../rule.ts";

export const tlsRejectUnauthorizedExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/registry-client.ts",
      line: 5,
      code: `import { Agent } from "node:https";

export const agent = new Agent({
  keepAlive: true,
  rejectUnauthorized: false, // their certificate has expired
  maxSockets: 8,
});
`,
      after: `import { Agent } from "node:https";

export const agent = new Agent({
  keepAlive: true,
  maxSockets: 8,
});
`,
    },
    {
      path: "src/database.js",
      note: "Where it is the only option, the object stays.",
      line: 4,
      code: `const { Pool } = require('pg')
module.exports = new Pool({
  connectionString: process.env.DATABASE_URL,
  ssl: { rejectUnauthorized: false }
})
`,
      after: `const { Pool } = require('pg')
module.exports = new Pool({
  connectionString: process.env.DATABASE_URL,
  ssl: {}
})
`,
    },
    {
      path: "scripts/sync.mjs",
      note: "The switch of the whole process.",
      line: 3,
      code: `import { pull } from "./pull.mjs";

process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

await pull(process.argv[2]);
`,
      after: `import { pull } from "./pull.mjs";

await pull(process.argv[2]);
`,
    },
    {
      path: "src/request.js",
      note: "What is spread in may hold the switch too, so it is turned.",
      line: 2,
      code: `module.exports = (request, options, done) =>
  request({ ...options, strictSSL: false }, done);
`,
      after: `module.exports = (request, options, done) =>
  request({ ...options, strictSSL: true }, done);
`,
    },
  ],
  good: [
    {
      path: "src/agents.ts",
      note: "Asked for by its operator, or on a machine of development.",
      code: `import { Agent } from "node:https";

export function agentFor(options: { insecure: boolean }) {
  if (options.insecure) return new Agent({ rejectUnauthorized: false });
  const local = process.env.NODE_ENV === "development" && new Agent({ rejectUnauthorized: false });
  return local || new Agent({ rejectUnauthorized: true });
}
`,
    },
    {
      path: "src/server.js",
      note: "A server that does not insist on client certificates.",
      code: `const options = { key, cert, requestCert: true, rejectUnauthorized: false };
https.createServer(options, app).listen(443);
https.get({ host: "localhost", path: "/ready", rejectUnauthorized: false }, done);
`,
    },
    {
      path: "src/pinned.js",
      note: "The certificate is compared by hand.",
      code: `import { connect } from "node:tls";

export function open(host, port, pin, done) {
  const socket = connect({ host, port, rejectUnauthorized: false }, () => {
    done(socket.getPeerCertificate().fingerprint256 === pin ? socket : socket.destroy());
  });
}
`,
    },
    {
      path: "src/relay.js",
      note: "Connections that stay on this machine.",
      code: `import WebSocket from "ws";
import { connect } from "node:tls";

export function relay(scheme, settings, cookie) {
  const options = { rejectUnauthorized: false };
  const url = scheme + "://localhost:" + settings.port + "/relay?auth=" + cookie;
  return new WebSocket(url, options);
}
export const main = (settings) => connect(settings.port, { rejectUnauthorized: false });
`,
    },
  ],
  untouched: [
    {
      path: "src/branch.js",
      note: "The switch is the whole body of a branch.",
      line: 1,
      code: `if (process.argv.length > 2) process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
`,
    },
  ],
};
