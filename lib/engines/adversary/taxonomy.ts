/** Categories that seeds belong to. Every id carries its edition: the lists of 2023 and 2025 cannot be joined. */
export const categories = {
  "LLM01:2025": "Prompt Injection",
  "LLM02:2025": "Sensitive Information Disclosure",
  "LLM03:2025": "Supply Chain",
  "LLM04:2025": "Data and Model Poisoning",
  "LLM05:2025": "Improper Output Handling",
  "LLM06:2025": "Excessive Agency",
  "LLM07:2025": "System Prompt Leakage",
  "LLM08:2025": "Vector and Embedding Weaknesses",
  "LLM09:2025": "Misinformation",
  "LLM10:2025": "Unbounded Consumption",
  "ASI01:2026": "Agent Goal Hijack",
  "ASI02:2026": "Tool Misuse and Exploitation",
  "ASI03:2026": "Identity and Privilege Abuse",
  "ASI04:2026": "Agentic Supply Chain Vulnerabilities",
  "ASI05:2026": "Unexpected Code Execution",
  "ASI06:2026": "Memory and Context Poisoning",
  "ASI07:2026": "Insecure Inter-Agent Communication",
  "ASI08:2026": "Cascading Failures",
  "ASI09:2026": "Human-Agent Trust Exploitation",
  "ASI10:2026": "Rogue Agents",
} as const;

export type Category = keyof typeof categories;

export const categoryIds = Object.keys(categories) as readonly Category[];

/** An id of one of those lists, or a technique of MITRE ATLAS such as AML.T0051.001. */
export const referencePattern =
  /^(?:(?:LLM|ASI)(?:0[1-9]|10):(?:2025|2026)|AML\.T\d{4}(?:\.\d{3})?)$/;
