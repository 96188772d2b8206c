/** Takes every one of the values out of a text, and what JSON or a URL makes of it. */
export function blankSecrets(text: string, values: Readonly<Record<string, string>>): string {
  let left = text;
  for (const [name, value] of Object.entries(values)) {
    const forms = new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
    for (const form of forms) if (form !== "") left = left.replaceAll(form, `\${${name}}`);
  }
  return left;
}
