import { createServer } from "node:http";
import { bookingRoute } from "./routes/booking.ts";
import { labelRoute } from "./routes/label.ts";
import { sessionRoute } from "./routes/session.ts";

const routes = [sessionRoute, bookingRoute, labelRoute];

export const server = createServer(async (request, response) => {
  try {
    for (const route of routes) {
      if (await route(request, response)) return;
    }
    response.writeHead(404).end("Not found\n");
  } catch (error) {
    console.error(error);
    response.writeHead(500).end("Something went wrong\n");
  }
});

if (import.meta.main) {
  const port = Number(process.env.PORT ?? 8080);
  server.listen(port, () => console.log(`Parcel Desk listens on ${port}`));
}
