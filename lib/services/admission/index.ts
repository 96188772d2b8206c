export { type Admission, admit, countRequest, remoteAddressHeader } from "./admit.ts";
export { classOfRequest } from "./class-of-request.ts";
