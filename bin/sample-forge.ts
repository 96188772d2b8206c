import { startSampleForge } from "#samples/forge/sample/start.ts";
import { endWithStarter } from "./ground/end-with-starter.ts";

const {
  SAMPLE_FORGE_FOLDER: folder,
  SAMPLE_FORGE_PORT: port,
  ETNA_SAMPLE_FORGE_SECRET: secret,
} = process.env;
if (folder === undefined || port === undefined || secret === undefined) {
  console.error("npm start starts the sample forge; it is not started by itself.");
  process.exit(2);
}

const server = await startSampleForge({ folder, port: Number(port), secret });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("the sample forge did not stop cleanly", error);
        process.exit(1);
      },
    );
  });
}
endWithStarter();
