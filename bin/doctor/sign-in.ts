import { answer, type Check } from "./check.ts";

const providers = ["github", "google", "gitlab"] as const;

export const signInCheck: Check = {
  name: "Sign-in",
  async run({ publicUrl }) {
    const urls = providers.map(
      (name) => `    ${name.padEnd(7)} ${publicUrl}/api/auth/callback/${name}`,
    );
    return [
      answer("fine", "by a link sent to an e-mail address"),
      answer("note", `OAuth callback addresses to register, letter by letter:\n${urls.join("\n")}`),
    ];
  },
};
