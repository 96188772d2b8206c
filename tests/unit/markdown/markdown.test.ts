import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tricks } from "../../vectors/markdown/tricks.ts";
import { rendered, strangers } from "./rendered.ts";

const unseen = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff]/u;

describe("a stranger's markdown", () => {
  it.each(tricks.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    "is only what may stand on a page: %s",
    (_name, text) => {
      const page = rendered(text);
      expect(strangers(page)).toEqual([]);
      expect(page.text).not.toMatch(unseen);
    },
  );

  it("is only what may stand on a page, however it is put together", () => {
    const marks = [
      "[",
      "](",
      ")",
      "<",
      ">",
      "`",
      "*",
      "_",
      "|",
      "\n",
      "\n\n",
      "- ",
      "> ",
      "!",
      "&",
    ];
    const part = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...tricks) },
      { weight: 3, arbitrary: fc.constantFrom(...marks, "javascript:", "https://a.example") },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (each) => {
        const page = rendered(each);
        expect(strangers(page)).toEqual([]);
        expect(page.text).not.toMatch(unseen);
      }),
      { seed: 20261123, numRuns: 400 },
    );
  });

  it("shows HTML as the text that it is", () => {
    const html = '<script>alert("1")</script> and <b onclick="x">bold</b>';
    expect(rendered(html).text).toBe(html);
    expect(rendered(`So ${html}`).text).toBe(`So ${html}`);
  });

  it("shows a picture as its words and its address, and asks nobody for it", () => {
    const page = rendered("![A chart](https://stats.example/c.png)");
    expect(page.text).toBe("A chart (picture: https://stats.example/c.png)");
    expect(page.elements.map(({ name }) => name)).toEqual(["div", "p"]);
  });

  it.each([
    ["[docs](https://docs.example/a)", "docs (docs.example)"],
    [
      "[https://bank.example](https://evil.example/x)",
      "https://bank.example (https://evil.example/x)",
    ],
    ["[bank.example/login](https://evil.example/x)", "bank.example/login (https://evil.example/x)"],
    ["[bank．example](https://evil.example/x)", "bank．example (https://evil.example/x)"],
    ["[https://a.example/b](https://a.example/c)", "https://a.example/b (https://a.example/c)"],
    ["https://a.example/b", "https://a.example/b"],
    ["[a.example](https://a.example/)", "a.example"],
    [
      "[https://аpple.example](https://аpple.example)",
      "https://аpple.example (https://xn--pple-43d.example/)",
    ],
    ["[you@bank.example](mailto:me@evil.example)", "you@bank.example (me@evil.example)"],
    ["me@a.example", "me@a.example"],
  ])("says where a link leads when its text does not: %s", (text, read) => {
    const page = rendered(text);
    expect(page.text).toBe(read);
    expect(page.links).toHaveLength(1);
  });

  it.each([
    ["[x](javascript:alert)", "x (javascript:alert)"],
    ["[x](/o/house)", "x (/o/house)"],
    ["[x](https://bank.example@evil.example)", "x (https://bank.example@evil.example)"],
    ["[x](data:text/html,1)", "x (data:text/html,1)"],
  ])("leaves an address that it does not open as text: %s", (text, read) => {
    const page = rendered(text);
    expect(page.text).toBe(read);
    expect(page.links).toEqual([]);
  });

  it("fills in no subject and no further addressee", () => {
    expect(rendered("[x](mailto:a@b.example?cc=c@d.example&subject=s)").links).toEqual([
      "mailto:a@b.example",
    ]);
  });

  it("draws what people write", () => {
    const names = (text: string) => rendered(text).elements.map(({ name }) => name);
    expect(names("# One\n\n## Two\n\n###### Six")).toEqual(["div", "h3", "h4", "h6"]);
    expect(names("- a\n- b\n  1. c")).toEqual(["div", "ul", "li", "li", "ol", "li"]);
    expect(names("> *a* **b** ~~c~~ `d`")).toEqual(
      "div blockquote p em strong del code".split(" "),
    );
    expect(names("```js\nx\n```\n\n---")).toEqual(["div", "pre", "code", "hr"]);
    expect(names("| a |\n| --- |\n| b |")).toEqual(
      "div section table thead tr th tbody tr td".split(" "),
    );
    expect(rendered("- [x] done\n- [ ] open").text).toBe("☑ done☐ open");
    expect(rendered("7. seven").html).toContain('<ol start="7">');
    expect(rendered("AT&amp;T &lt;b&gt; &copy; &nosuch; `&amp;`").text).toBe(
      "AT&T <b> © &nosuch; &amp;",
    );
  });

  it("names characters that nobody would see", () => {
    expect(rendered("a\u202eb").text).toBe("aU+202Eb");
    expect(rendered("`a\u200bb`").text).toBe("aU+200Bb");
    expect(rendered("a&#x202e;b").text).toBe("aU+202Eb");
  });
});

const inPart = "Shown in part";

/** Each is one that takes a parser without limits minutes, or its whole stack. */
const floods: Readonly<Record<string, string>> = {
  "a thousand quotes within one another": `${">".repeat(1000)} deep`,
  "quotes without end": "> ".repeat(500_000),
  "lists without end": "- ".repeat(500_000),
  "numbered lists in quotes": "> 1. ".repeat(200_000),
  "lists that are pushed in": Array.from({ length: 700 }, (_, at) => `${"  ".repeat(at)}- a`).join(
    "\n",
  ),
  "marks of emphasis that never end": "_a_ __b ".repeat(125_000),
  "emphasis within emphasis": `${"**a *b ".repeat(70_000)}`,
  brackets: "[".repeat(1_000_000),
  "half links": "[a](<".repeat(200_000),
  "half pictures": "![".repeat(500_000),
  "half mail addresses": "a.b-c_d".repeat(140_000),
  "half tags": "<a ".repeat(330_000),
  backticks: "`a ``b ".repeat(140_000),
  "a table as wide as the text": `|${"a|".repeat(20_000)}\n|${"-|".repeat(20_000)}\n|${"b|".repeat(20_000)}`,
  "characters that nobody sees": "\u200b".repeat(1_000_000),
  "small elements": "`a` ".repeat(250_000),
  headings: "# a\n".repeat(250_000),
  references: `${"[a]: https://a.example\n".repeat(20_000)}[a]`,
  words: "word ".repeat(200_000),
};

describe("markdown that is too much", () => {
  it.each(Object.entries(floods))("ends, is small, and says that it is cut: %s", (_name, text) => {
    const page = rendered(text);
    expect(page.text).toContain(inPart);
    expect(page.elements.length).toBeLessThan(6000);
    expect(strangers(page)).toEqual([]);
  });

  it("is not said of what is whole", () => {
    expect(rendered("> > > a\n\n- b\n  - c\n    - d").text).not.toContain(inPart);
    expect(rendered("word ".repeat(1000)).text).not.toContain(inPart);
  });
});
