import { Lexer, type MarkedToken, type Token, Tokenizer, type TokensList } from "marked";

/** What is read of a text; the rest is cut off. */
const maxChars = 64 * 1024;
/** Quotes and lists within one another; emphasis within emphasis. */
const maxBlockDepth = 16;
const maxInlineDepth = 16;
/** A longer paragraph is shown as it is written. */
const maxInlineChars = 8 * 1024;
/** Each mark of emphasis looks for its end: this many characters may be looked at in all. */
const maxLookahead = 8_000_000;

export type MarkdownToken = MarkedToken;

export interface Lexed {
  readonly tokens: readonly MarkdownToken[];
  /** Something was cut off or left as it is written. */
  readonly partial: boolean;
}

/** GitHub-flavoured markdown as tokens, in time and depth that no text can stretch. */
export function lexMarkdown(text: string): Lexed {
  const lexer = new BoundedLexer(text.length > maxChars);
  const tokens = lexer.lex(text.slice(0, maxChars).toWellFormed());
  return { tokens: known(tokens), partial: lexer.partial };
}

/** No extension adds kinds of its own here, so the tokens are those that the lexer itself makes. */
export function known(tokens: readonly Token[] | undefined): readonly MarkdownToken[] {
  return (tokens ?? []) as readonly MarkdownToken[];
}

class BoundedTokenizer extends Tokenizer {
  left = maxLookahead;

  override emStrong(...args: Parameters<Tokenizer["emStrong"]>) {
    this.left -= args[1].length;
    return this.left < 0 ? undefined : super.emStrong(...args);
  }

  override del(...args: Parameters<Tokenizer["del"]>) {
    this.left -= args[1].length;
    return this.left < 0 ? undefined : super.del(...args);
  }
}

class BoundedLexer extends Lexer {
  #blockDepth = 0;
  #inlineDepth = 0;
  #cut: boolean;
  readonly #tokenizer: BoundedTokenizer;

  constructor(cut: boolean) {
    const tokenizer = new BoundedTokenizer();
    super({ gfm: true, breaks: false, pedantic: false, tokenizer });
    this.#tokenizer = tokenizer;
    this.#cut = cut;
  }

  get partial(): boolean {
    return this.#cut || this.#tokenizer.left < 0;
  }

  override blockTokens(text: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(text: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(text: string, tokens: Token[] = [], clipped?: boolean): Token[] {
    if (this.#blockDepth >= maxBlockDepth) return this.#asWritten(text, tokens);
    this.#blockDepth++;
    try {
      return super.blockTokens(text, tokens, clipped);
    } finally {
      this.#blockDepth--;
    }
  }

  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    if (this.#inlineDepth >= maxInlineDepth || text.length > maxInlineChars) {
      return this.#asWritten(text, tokens);
    }
    this.#inlineDepth++;
    try {
      return super.inlineTokens(text, tokens);
    } finally {
      this.#inlineDepth--;
    }
  }

  #asWritten(text: string, tokens: Token[]): Token[] {
    this.#cut = true;
    if (text !== "") tokens.push({ type: "text", raw: text, text, escaped: true });
    return tokens;
  }
}
