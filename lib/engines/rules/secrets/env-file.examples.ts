import type { Rule } from "../rule.ts";

// Put together at run time, so that no scanner takes this file for a leak.
function signingValue(): string {
  return ["q7Zt", "Xm2R9v", "Lw4kB8", "yN1pG"].join("");
}

export const envFileExamples: Rule["examples"] = {
  bad: [
    {
      path: ".env",
      line: 2,
      note: "Its names go to the example that stands beside it.",
      code: () => `PORT=3000
CARRIER_TOKEN=${signingValue()}
`,
      after: null,
      beside: { ".env.example": "# Copy to .env\nPORT=3000\n", ".gitignore": "node_modules/\n" },
      afterBeside: {
        ".env.example": "# Copy to .env\nPORT=3000\nCARRIER_TOKEN=\n",
        ".gitignore": "node_modules/\n.env\n",
      },
    },
    {
      path: "desk/.env.production",
      line: 1,
      note: "Ignored, but committed before it was.",
      code: () => `export SIGNING_SECRET="${signingValue()}"
LOG_LEVEL=info
`,
      after: null,
      beside: { ".gitignore": "node_modules/\n.env*\n!.env.example\n" },
      afterBeside: { "desk/.env.example": "SIGNING_SECRET=\nLOG_LEVEL=\n" },
    },
  ],
  good: [
    {
      path: ".env.example",
      note: "Meant to be read.",
      code: () => `CARRIER_TOKEN=${signingValue()}
`,
    },
    {
      path: ".env",
      note: "Nothing in it is secret.",
      code: `PORT=3000
NEXT_PUBLIC_SITE_KEY=6b2f1d9c7a5e
SESSION_SECRET=change-me-1
DB_PASSWORD=localdevelopment1
API_TOKEN=
`,
    },
  ],
  untouched: [
    {
      path: "infra/.env",
      note: "Nothing says that it was not meant to be committed.",
      line: 1,
      code: () => `CARRIER_TOKEN=${signingValue()}
`,
    },
  ],
};
