import { serve } from "../../bin/web/serve.ts";

// bin/web.ts without its middleware, to compare with.
await serve((handle) => handle);
