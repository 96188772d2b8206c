import type { Rule } from "../rule.ts";

export const targetBlankExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/footer.tsx",
      line: 4,
      code: `export function Footer({ site }: { site: string }) {
  return (
    <footer>
      <a href="https://carriers.example/terms" target="_blank">
        Terms
      </a>
      <a href={site} target="_blank" rel="nofollow">Site</a>
    </footer>
  );
}
`,
      after: `export function Footer({ site }: { site: string }) {
  return (
    <footer>
      <a href="https://carriers.example/terms" target="_blank" rel="noopener noreferrer">
        Terms
      </a>
      <a href={site} target="_blank" rel="nofollow noopener noreferrer">Site</a>
    </footer>
  );
}
`,
    },
    {
      path: "public/index.html",
      line: 3,
      code: `<!doctype html>
<title>Desk</title>
<p>See <a target='_blank' href='//maps.example/desk'>the map</a>.</p>
`,
      after: `<!doctype html>
<title>Desk</title>
<p>See <a target='_blank' rel='noopener noreferrer' href='//maps.example/desk'>the map</a>.</p>
`,
    },
  ],
  good: [
    {
      path: "src/links.jsx",
      note: "Said already, into the same site, or not to be seen here.",
      code: `export const Links = ({ id, url, ...rest }) => (
  <nav>
    <a href={url} target="_blank" rel="noreferrer">One</a>
    <a href="/labels" target="_blank">Two</a>
    <a href={\`/labels/\${id}\`} target="_blank">Three</a>
    <a href={url} target="_blank" {...rest}>Four</a>
    <a href={url}>Five</a>
  </nav>
);
`,
    },
  ],
};
