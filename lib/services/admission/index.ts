export { requestId } from "#lib/platform/log/index.ts";
export { type Admission, admit, type Counted, countRequest, remoteAddressHeader } from "./admit.ts";
export { classOfRequest } from "./class-of-request.ts";
