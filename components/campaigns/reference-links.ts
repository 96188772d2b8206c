/** Where an id of OWASP or MITRE ATLAS is explained; its own words stay there. */
export function referenceHref(id: string): string {
  if (id.startsWith("AML.")) return `https://atlas.mitre.org/techniques/${id}`;
  return id.startsWith("ASI")
    ? "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/"
    : "https://genai.owasp.org/llm-top-10/";
}
