import type { Rule } from "../rule.ts";

export const cookieFlagsExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/sign-in.js",
      line: 3,
      code: `app.post('/sign-in', async (req, res) => {
  const token = await sessions.open(req.body)
  res.cookie('session_token', token)
  res.redirect('/desk')
})
`,
      after: `app.post('/sign-in', async (req, res) => {
  const token = await sessions.open(req.body)
  res.cookie('session_token', token, { httpOnly: true })
  res.redirect('/desk')
})
`,
    },
    {
      path: "src/auth.ts",
      note: "A flag that is off is turned, and one that is missing is added.",
      line: 4,
      code: `export function remember(res: Response, jwt: string) {
  res.cookie("auth", jwt, {
    maxAge: 3_600_000,
    httpOnly: false,
  });
  res.cookie("refreshToken", jwt, {
    sameSite: "lax",
    maxAge: 86_400_000,
  });
}
`,
      after: `export function remember(res: Response, jwt: string) {
  res.cookie("auth", jwt, {
    maxAge: 3_600_000,
    httpOnly: true,
  });
  res.cookie("refreshToken", jwt, {
    sameSite: "lax",
    maxAge: 86_400_000,
    httpOnly: true,
  });
}
`,
    },
    {
      path: "src/app.js",
      note: "`secure` follows the environment.",
      line: 7,
      code: `const express = require('express')
const session = require('express-session')
const app = express()
app.use(session({
  secret: process.env.SESSION_SECRET,
  resave: false,
  cookie: { secure: false, maxAge: 60000 }
}))
module.exports = app
`,
      after: `const express = require('express')
const session = require('express-session')
const app = express()
app.use(session({
  secret: process.env.SESSION_SECRET,
  resave: false,
  cookie: { secure: process.env.NODE_ENV === 'production', maxAge: 60000 }
}))
module.exports = app
`,
    },
  ],
  good: [
    {
      path: "src/cookies.js",
      note: "Not a session, meant for scripts, taken away, or protected.",
      code: `export function respond(req, res, id) {
  res.cookie("theme", "dark", { httpOnly: false });
  res.cookie("XSRF-TOKEN", req.csrfToken());
  res.cookie("session", "", { maxAge: 0 });
  res.cookie("session", id, { httpOnly: true, secure: process.env.NODE_ENV === "production" });
  if (process.env.NODE_ENV !== "production") res.cookie("session", id, { secure: false });
}
`,
    },
    {
      path: "src/options.ts",
      note: "The options come from elsewhere.",
      code: `import { cookieOptions } from "./settings.ts";
export const open = (res: Response, id: string) => res.cookie("sid", id, cookieOptions);
export const close = (res: Response, id: string) =>
  res.cookie("sid", id, { ...cookieOptions, maxAge: 10 });
`,
    },
  ],
};
