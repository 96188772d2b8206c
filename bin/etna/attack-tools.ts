import { Command } from "commander";
import { AppError } from "#lib/base/index.ts";
import { remoteTools, serveStdio } from "#lib/engines/adversary/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import { exitForUsage, runCommand } from "./run-command.ts";

/**
 * `etna attack mcp-tools`: what an agent starts that gets its MCP servers by command. It hands calls on to the
 * run that is under way, whose address of the tools the agent was told.
 */
export function mcpToolsCommand(): Command {
  return new Command("mcp-tools")
    .description("serve the tools of a run over stdin and stdout, as an MCP server")
    .argument("<address>", "{{tools_url}}, as the target file hands it to the agent")
    .exitOverride(exitForUsage)
    .action((address: string) => runCommand("attack mcp-tools", () => run(address)));
}

async function run(address: string): Promise<0> {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AppError(
      "invalid_input",
      "The address must be the one that {{tools_url}} stands for.",
    );
  }
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const through = asFetch({ allow: [`${url.hostname}:${port}`], maxRedirects: 0 });
  await serveStdio(remoteTools(address.replace(/\/$/, ""), through), process.stdin, process.stdout);
  return 0;
}
