import { pick } from "../random.ts";
import type { Transform } from "./transform.ts";
import { everywhere } from "./words.ts";

export const translation: Transform = {
  id: "translation",
  title: "Another language",
  about: "Says the payload in another language, of those that the seed brings along.",
  needs: [],
  channels: everywhere,
  maxLength: 8000,
  fits: ({ translations }) => Object.keys(translations).length > 0,
  apply: ({ payload, translations, random }) => {
    const languages = Object.keys(translations).sort();
    return {
      payload:
        languages.length === 0 ? payload : (translations[pick(random, languages)] ?? payload),
    };
  },
};
