import type { Rule } from "../rule.ts";

export const innerHtmlTextExamples: Rule["examples"] = {
  bad: [
    {
      path: "public/greeting.js",
      line: 3,
      code: `export function greet(user) {
  const line = document.querySelector("#greeting");
  line.innerHTML = \`Welcome back, \${user.name}\`;
}
`,
      after: `export function greet(user) {
  const line = document.querySelector("#greeting");
  line.textContent = \`Welcome back, \${user.name}\`;
}
`,
    },
    {
      path: "src/upload.ts",
      line: 2,
      code: `export function shown(status: HTMLElement, fileName: string, parts: unknown[]) {
  status.innerHTML = 'Sent ' + fileName + ' in ' + parts.length + ' parts'
}
`,
      after: `export function shown(status: HTMLElement, fileName: string, parts: unknown[]) {
  status.textContent = 'Sent ' + fileName + ' in ' + parts.length + ' parts'
}
`,
    },
  ],
  good: [
    {
      path: "public/table.js",
      note: "Markup of its own, a constant, numbers, or a value that may be markup.",
      code: `export function draw(box, user, rows, icon) {
  box.innerHTML = \`<b>\${user.name}</b>\`;
  box.innerHTML = "Loading";
  box.innerHTML = \`\${rows.length} rows\`;
  box.innerHTML = icon + " " + user.nameHtml;
  box.innerHTML = rows.map((row) => row.title).join("");
  box.innerHTML = rows.caption;
  box.textContent = user.name;
}
`,
    },
    {
      path: "public/search.js",
      note: "What a stranger sends is followed by another rule.",
      code: `const name = new URLSearchParams(location.search).get("name");
document.querySelector("h1").innerHTML = "Results for " + name;
`,
    },
  ],
  untouched: [
    {
      path: "public/title.js",
      note: "Nothing here shows that the name holds no markup that is wanted.",
      line: 2,
      code: `export function head(node, parcel) {
  node.innerHTML = parcel.cityName;
}
`,
    },
  ],
};
