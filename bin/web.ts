import { serve } from "./web/serve.ts";
import { withMiddleware } from "./web/with-middleware.ts";

// The web server: Next as it comes, behind a listener of our own that knows what Next does not say:
// who is connected, whose site this is, how long a slow client may take, and which request a line of
// the log is about.

await serve(withMiddleware);
