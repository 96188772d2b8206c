import type { Rule } from "../rule.ts";

export const electronWebPreferencesExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/main.js",
      line: 9,
      code: `const { BrowserWindow } = require('electron')
const path = require('node:path')

exports.open = () =>
  new BrowserWindow({
    width: 900,
    webPreferences: {
      preload: path.join(__dirname, 'preload.js'),
      nodeIntegration: true
    }
  })
`,
      after: `const { BrowserWindow } = require('electron')
const path = require('node:path')

exports.open = () =>
  new BrowserWindow({
    width: 900,
    webPreferences: {
      preload: path.join(__dirname, 'preload.js'),
      nodeIntegration: false
    }
  })
`,
    },
    {
      path: "src/preview.ts",
      line: 4,
      code: `import { BrowserWindow } from "electron";

export function preview(url: string) {
  const window = new BrowserWindow({ webPreferences: { webSecurity: false } });
  return window.loadURL(url);
}
`,
      after: `import { BrowserWindow } from "electron";

export function preview(url: string) {
  const window = new BrowserWindow({ webPreferences: { webSecurity: true } });
  return window.loadURL(url);
}
`,
    },
  ],
  good: [
    {
      path: "src/window.js",
      note: "Electron's own settings, or a switch for development.",
      code: `const { BrowserWindow } = require("electron");
const safe = new BrowserWindow({ webPreferences: { contextIsolation: true, sandbox: true } });
if (isDev) new BrowserWindow({ webPreferences: { webSecurity: false } });
`,
    },
  ],
  untouched: [
    {
      path: "src/old.js",
      note: "Without a preload script, the page may need Node.js itself.",
      line: 2,
      code: `const { BrowserWindow } = require("electron");
new BrowserWindow({ webPreferences: { nodeIntegration: true, contextIsolation: false } });
`,
    },
  ],
};
